import { IasoError } from '@iaso/protocol'

/** Hosts print an error's stack; what the user can act on is the message, and where Iaso noticed it only hides that. */
export async function withoutStack<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof IasoError) error.stack = `${error.name}: ${error.message}`
    throw error
  }
}
