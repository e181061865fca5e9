import { NavLink } from 'react-router'

interface Props {
  readonly to: string
  readonly label: string
  readonly testId: string
}

export function NavItem({ to, label, testId }: Props) {
  return (
    <NavLink to={to} end={to === '/'} data-testid={testId}>
      {label}
    </NavLink>
  )
}
