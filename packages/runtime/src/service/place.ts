import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * Directory in which each group has one of its own, with its socket and the patch that is live. Only its owner gets in: whoever can write
 * there can run code in the services.
 */
function baseDirectory(): string {
  const { uid } = userInfo()
  const directory = join(process.env['IASO_RUN'] ?? tmpdir(), `iaso-${uid}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  checkOwner(directory, uid)
  return directory
}

/** Somebody else may have made it first, in a directory that all can write to. */
function checkOwner(directory: string, uid: number): void {
  const { uid: owner, mode } = lstatSync(directory)
  if (process.platform !== 'win32' && (owner !== uid || (mode & 0o077) !== 0 || !lstatSync(directory).isDirectory()))
    throw new Error(`${directory} belongs to somebody else, or lets others in; set IASO_RUN to a directory of your own`)
}

/** Makes the directory of a process's group, empty. */
export function makePlace(pid: number): string {
  const directory = placeOf(pid)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { mode: 0o700 })
  return directory
}

export function placeOf(pid: number): string {
  return join(baseDirectory(), String(pid))
}

/** A socket in the group's directory; on Windows, where sockets have no directory, a pipe. */
export function socketOf(place: string): string {
  if (process.platform !== 'win32') return join(place, 'socket')
  return `\\\\.\\pipe\\${place.replace(/[^\w]+/g, '-')}`
}

/** Pids of the groups that are there; those of processes that were killed are cleared away. */
export function listPlaces(): number[] {
  return readdirSync(baseDirectory())
    .map(Number)
    .filter(pid => Number.isInteger(pid) && (isAlive(pid) || forget(pid)))
}

function forget(pid: number): false {
  rmSync(placeOf(pid), { recursive: true, force: true })
  return false
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
