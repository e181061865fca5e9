/** Folders for tests. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Path → text. */
export type Files = Readonly<Record<string, string>>

/** A folder with these files, gone after the test. */
export function openFolder(files: Files = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-test-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  writeFiles(root, files)
  return root
}

export function writeFiles(root: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

/** Path → what `read` makes of the file, for all files below a directory, sorted. */
export function readTree(directory: string, read: (file: string) => string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const files = entries.map(entry => join(entry.parentPath ?? entry.path, entry.name)).sort()
  return Object.fromEntries(files.map(file => [file.slice(directory.length + 1), read(file)]))
}
