import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Failure } from './Failure'

interface Props {
  readonly children: ReactNode
}

interface State {
  readonly error: Error | null
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: Error): State {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('A page failed to render', error, info.componentStack)
  }

  readonly #reset = (): void => this.setState({ error: null })

  override render(): ReactNode {
    const { error } = this.state
    return error ? <Failure error={error} onRetry={this.#reset} /> : this.props.children
  }
}
