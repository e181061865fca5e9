import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../examples/storefront/server.mjs'
import { eventually, nextResult, openPage, useBrowser, type Watched } from './support/browser.js'
import { edit } from './support/corner-shop.js'
import { REPOSITORY } from './support/hosts.js'
import { openProject, type Project } from './support/project.js'
import { run, runNode } from './support/run.js'

const CREATE_VITE = createRequire(import.meta.url)
  .resolve('create-vite/package.json')
  .replace('package.json', 'index.js')
const QUIET = ['--no-audit', '--no-fund', '--prefer-offline']

interface Template {
  readonly name: string
  readonly main: string
  /** Puts the plugin into the configuration, as the README says. */
  configure(project: Project): void
  /** Says how often the button was pressed. */
  readonly shows: string
}

const TEMPLATES: readonly Template[] = [
  {
    name: 'react-ts',
    main: 'src/main.tsx',
    configure(project) {
      edit(project, 'vite.config.ts', 'plugins: [react()]', 'plugins: [react(), iaso()]')
      project.write({ 'vite.config.ts': `import iaso from '@iaso/vite-plugin'\n${project.read('vite.config.ts')}` })
    },
    shows: 'src/App.tsx',
  },
  {
    name: 'vanilla-ts',
    main: 'src/main.ts',
    configure: project =>
      project.write({
        'vite.config.ts': `import iaso from '@iaso/vite-plugin'\nexport default { plugins: [iaso()] }\n`,
      }),
    shows: 'src/counter.ts',
  },
]

const browser = useBrowser()

describe('the install from the README in a new project, from the packages as they are published', () => {
  let tarballs: string
  beforeAll(async () => {
    tarballs = realpathSync(mkdtempSync(join(tmpdir(), 'iaso-tarballs-')))
    const packages = readdirSync(join(REPOSITORY, 'packages')).map(name => `./packages/${name}`)
    await succeed(run('npm', ['pack', ...packages, '--pack-destination', tarballs], REPOSITORY))
  })
  afterAll(() => rmSync(tarballs, { recursive: true, force: true }))

  test.for(TEMPLATES)('$name', async ({ name, main, shows, configure }, { onTestFinished }) => {
    const project = openProject()
    onTestFinished(() => project.remove())
    const { root } = project
    await succeed(runNode([CREATE_VITE, '.', '--template', name, '--no-interactive', '--overwrite'], root))

    // npm install -D @iaso/vite-plugin @iaso/cli && npm install @iaso/runtime
    await succeed(run('npm', ['install', ...QUIET, ...readdirSync(tarballs).map(file => join(tarballs, file))], root))
    configure(project)
    project.write({
      [main]: `import { start } from '@iaso/runtime/client'\nstart({ url: '/iaso' })\n${project.read(main)}`,
    })
    await succeed(run('npm', ['run', 'build'], root))

    const server = await startServer({ dist: join(root, 'dist'), patches: join(root, 'dist/iaso') })
    onTestFinished(() => server.close())
    const watched = await openPage(browser(), server.url)
    onTestFinished(() => watched.context.close())
    const counter = watched.page.locator('button.counter')
    for (const count of [1, 2]) {
      await counter.click()
      await eventually(() => counter.textContent()).toBe(`Count is ${count}`)
    }

    edit(project, shows, 'Count is', 'Clicks:')
    await succeed(run('npx', ['iaso', 'build', '--emit-patch'], root))
    await succeed(run('npx', ['iaso', 'publish', 'dist/iaso'], root))
    expect(await nextResult(watched.page)).toMatchObject({ status: 'applied', functions: 1 })
    await counter.click()
    await eventually(() => counter.textContent()).toBe('Clicks: 3')

    await succeed(run('npx', ['iaso', 'publish', 'dist/iaso', '--revert'], root))
    expect((await nextResult(watched.page)).status).toBe('reverted')
    await counter.click()
    await eventually(() => counter.textContent()).toBe('Count is 4')
    expect(thrown(watched)).toEqual([])
  })
})

function thrown({ troubles }: Watched): string[] {
  return troubles.filter(trouble => trouble.startsWith('thrown') || trouble.startsWith('policy: script'))
}

async function succeed(outcome: ReturnType<typeof run>): Promise<void> {
  const { code, output } = await outcome
  expect(code, output).toBe(0)
}
