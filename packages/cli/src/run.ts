import { VERSION } from '@iaso/build'
import { IasoError } from '@iaso/protocol'
import { UsageError } from './arguments.js'
import { build } from './build.js'
import { drill } from './drill/index.js'
import { explainCode } from './explain.js'
import { HELP } from './help.js'
import { migration } from './migration.js'
import { publish } from './publish.js'
import { releases } from './releases.js'
import { apply, revert, status } from './service.js'

/** Where a command writes to and works in; tests bring their own. */
export interface Terminal {
  readonly cwd: string
  print(text: string): void
  complain(text: string): void
}

type Command = (argv: readonly string[], terminal: Terminal) => number | Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  build,
  drill,
  migration,
  publish,
  apply,
  status,
  revert,
  explain: explainCode,
  releases,
}

const CONSOLE: Terminal = {
  cwd: process.cwd(),
  print: text => console.log(text),
  complain: text => console.error(text),
}

/** Runs one `iaso` command; answers the exit code: 1 what went wrong, 2 what was asked wrongly, else the command's own. */
export async function run(argv: readonly string[], terminal: Terminal = CONSOLE): Promise<number> {
  const [name, ...rest] = argv
  if (name === '--version' || name === '-v') return say(terminal, VERSION)
  if (name === '--help' || name === '-h' || name === 'help' || rest.slice(0, endOf(rest)).includes('--help'))
    return say(terminal, HELP)
  try {
    const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!command) throw new UsageError(name === undefined ? 'Which command?' : `There is no command "${name}".`)
    return await command(rest, terminal)
  } catch (error) {
    return report(error, terminal)
  }
}

function say(terminal: Terminal, text: string): number {
  terminal.print(text)
  return 0
}

/** What stands behind `--` is the host's. */
function endOf(argv: readonly string[]): number {
  const at = argv.indexOf('--')
  return at < 0 ? argv.length : at
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.complain(`${error.message} See: iaso --help`)
    return 2
  }
  if (!(error instanceof IasoError)) throw error
  terminal.complain(error.message)
  return 1
}
