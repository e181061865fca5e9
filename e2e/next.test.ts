import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { EXIT_CODES } from '@iaso/protocol'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { eventually, nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { NEXT, REPOSITORY } from './support/hosts.js'
import { change, computed } from './support/poster.js'
import { copyProject, type Project } from './support/project.js'

const browser = useBrowser()

let project: Project
let url: string
let server: ChildProcess
let watched: Watched

beforeAll(async () => {
  process.env['NEXT_TELEMETRY_DISABLED'] = '1'
  project = copyProject(join(REPOSITORY, 'e2e/fixtures/next-shop'), NEXT)
  await project.build()
  await publish()
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  server = serve(project, port)
  await vi.waitUntil(() => price().catch(() => undefined), { timeout: 45_000 })
  watched = await openPage(browser(), url)
})

afterAll(async () => {
  await watched?.context.close()
  server?.kill()
  project?.remove()
})

test('a fix of what server and page share is live in both, and is taken back', async () => {
  const { page, troubles } = watched
  await page.click('#add')
  await page.fill('#note', 'ring twice')
  expect(await page.textContent('#total')).toBe('€ 8.00')
  const built = project.tree('.next')

  change(project, 'lib/price.js', '`€ ${(cents / 100).toFixed(2)}`', '`${(cents / 100).toFixed(2)} EUR`')
  change(project, 'app/page.js', 'Hello from', 'Welcome from')
  change(project, 'app/cart.js', "import { useState } from 'react'", "import { useMemo, useState } from 'react'")
  change(project, 'app/cart.js', 'format(total(items))', 'sum')
  change(project, 'app/cart.module.css', 'rgb(255, 0, 0)', 'rgb(0, 0, 255)')
  change(
    project,
    'app/cart.js',
    '  return (',
    '  const sum = useMemo(() => `Sum: ${format(total(items))}`, [items])\n  return (',
  )
  const { code, output } = await project.iaso('build', '--emit-patch')
  expect(output).toMatch(/^iaso server \S+ {2}patch emitted$/m)
  expect(output).toMatch(/^iaso client \S+ {2}patch emitted$/m)
  expect(output).toMatch(/^iaso edge-server \S+ {2}nothing changed, no patch$/m)
  expect(code).toBe(0)
  expect(project.tree('.next')).toEqual(built)

  await publish()
  expect(await nextResult(page)).toMatchObject({ status: 'applied' })
  expect(await page.textContent('#total')).toBe('Sum: 8.00 EUR')
  expect(await computed(page, '#total', 'color', 'font-weight')).toEqual(['rgb(0, 0, 255)', '600'])
  expect(Object.keys(project.tree('patches')).filter(file => file.endsWith('.css'))).toHaveLength(1)
  expect(await page.inputValue('#note')).toBe('ring twice')
  await page.click('#add')
  expect(await page.textContent('#total')).toBe('Sum: 13.00 EUR')
  await eventually(price).toBe('9.99 EUR')
  expect(await greeting()).toBe('Welcome from the server: <!-- -->12.50 EUR')

  await publish('--revert')
  expect(await nextResult(page)).toMatchObject({ status: 'reverted' })
  expect(await page.textContent('#total')).toBe('€ 13.00')
  expect(await computed(page, '#total', 'color', 'font-weight')).toEqual(['rgb(255, 0, 0)', '600'])
  expect(await page.inputValue('#note')).toBe('ring twice')
  await eventually(price).toBe('€ 9.99')
  expect(await greeting()).toBe('Hello from the server: <!-- -->€ 12.50')
  expect(troubles).toEqual([])
})

test('no patch reaches the edge runtime, so a fix there is refused', async () => {
  change(project, 'app/api/edge/route.js', 'the edge', 'the very edge')
  const { code, output } = await project.iaso('build', '--emit-patch')
  expect(code).toBe(EXIT_CODES.refused)
  expect(output).toMatch(/refused +IASO2101\s+app\/api\/edge\/route\.js/)
})

async function publish(...argv: string[]): Promise<void> {
  for (const environment of ['client', 'server']) {
    const { code, output } = await project.publish('--environment', environment, ...argv)
    if (code !== 0) throw new Error(output)
  }
}

/** Patches for the server come by the folder that the page's come from. */
function serve({ root }: Project, port: number): ChildProcess {
  const patches = join(root, 'patches')
  const argv = ['--import', '@iaso/runtime/serve', NEXT.command, 'start', '--port', String(port)]
  const env = { ...process.env, NODE_ENV: 'production' as const, IASO_PATCHES: patches, PATCHES: patches }
  return spawn(process.execPath, argv, { cwd: root, env, stdio: 'ignore' })
}

async function price(): Promise<string> {
  const answer = await fetch(`${url}/api/price`)
  return ((await answer.json()) as { price: string }).price
}

async function greeting(): Promise<string | undefined> {
  const page = await (await fetch(url)).text()
  return /<p id="greeting">(.*?)<\/p>/.exec(page)?.[1]
}

function freePort(): Promise<number> {
  const probe = createServer()
  return new Promise(done => {
    probe.listen(0, () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}
