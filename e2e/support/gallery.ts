import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { makeFont } from './font.js'
import { type Host, REPOSITORY } from './hosts.js'
import { copyProject, type Project, released } from './project.js'

const SOURCE = join(REPOSITORY, 'e2e/fixtures/gallery')

/** What a release's files say. */
export const WIDTH = 500
export const ANSWER = 42

/** What a page has of its files: text of styles, images and JSON, a letter's width in pixels, answers of WebAssembly. */
export type Seen = Readonly<Record<string, string | number>>

export function see(page: Page): Promise<Seen> {
  return page.evaluate(() => (globalThis as unknown as { see(): Promise<Seen> }).see())
}

/** In place of what Vite has ways of its own for. */
const ELSEWHERE = {
  'src/host.ts': `
    import answer from './answer.wasm'
    import note from './note.txt?raw'
    export { note }
    export const wasmInit = async () => 0
    export const wasmUrl = () => answer
  `,
}

/** A page of files of all kinds: Sass, Less, a CSS module in Sass, a font, images, WebAssembly, JSON in four ways, a text. */
export function releaseGallery(host: Host): Promise<Project> {
  return released('gallery', host, () => {
    const project = copyProject(SOURCE, host)
    if (!host.name.startsWith('Vite')) project.write(ELSEWHERE)
    writeFont(project, WIDTH)
    writeWasm(project, ANSWER)
    return project
  })
}

/** @param width of the letter, in thousandths of the font's size */
export function writeFont({ root }: Project, width: number): void {
  writeFileSync(join(root, 'src/blocks.ttf'), makeFont(width))
}

/** A module whose `answer()` is a number below 64. */
export function writeWasm({ root }: Project, answer: number): void {
  const hex = `0061736d0100000001050160 00017f 03020100 070a0106 616e73776572 0000 0a06010400 41${answer.toString(16).padStart(2, '0')}0b`
  writeFileSync(join(root, 'src/answer.wasm'), Buffer.from(hex.replaceAll(' ', ''), 'hex'))
}
