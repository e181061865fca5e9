import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HOSTS } from './support/hosts.js'
import { releaseStorefront, type Storefront } from './support/storefront.js'

/** Names of files without their digests, and texts without names of files. */
function withoutNames(root: string, files: readonly string[], release?: string): Map<string, string> {
  const plain = (text: string) => text.replace(/-[\w-]{8}(?=\.(?:js|css))/g, '')
  const read = (file: string) => plain(readFileSync(join(root, 'dist', file), 'utf8')).replace(release ?? '', 'RELEASE')
  return new Map(files.map(file => [plain(file), read(file)] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
}

describe.each(HOSTS)('$name: release builds', host => {
  let project: Storefront
  beforeAll(async () => {
    project = await releaseStorefront(host)
  })
  afterAll(() => project?.remove())

  const read = () => withoutNames(project.root, Object.keys(project.tree('dist')), project.mapping().release)

  test('of the same source are the same, byte by byte', async () => {
    const before = [project.tree('dist'), project.tree('.iaso')]
    await project.build()
    expect([project.tree('dist'), project.tree('.iaso')]).toEqual(before)
    // A patch may be built elsewhere.
    expect(JSON.stringify(project.mapping())).not.toContain(project.root)
  })

  test('with one module more change no chunk that does not need to', async () => {
    const [before, files] = [read(), Object.keys(project.tree('dist'))]
    project.write({
      'src/routes/dashboard/extra.ts': 'export const extra = (days: number): number => days + 1\n',
      'src/routes/dashboard/metrics.ts': `import { extra } from './extra'\nif (extra(1) === 1) throw new Error('never')\n${project.read('src/routes/dashboard/metrics.ts')}`,
    })
    // Rollup, Rolldown and webpack leave the older chunks where they are.
    rmSync(join(project.root, 'dist'), { recursive: true })
    await project.build()
    const after = read()
    expect([...after.keys()]).toEqual([...before.keys()])
    const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file)
    // The entry names the release and the chunks, and esbuild's short names depend on how often a letter occurs.
    expect(changed.filter(file => !/^(?:assets\/index\.js|index\.html)$/.test(file))).toEqual([
      expect.stringMatching(/DashboardPage(?:_tsx)?\.js$/),
    ])
    if (!host.hasRuntimeChunk) return
    const kept = Object.keys(project.tree('dist')).filter(file => files.includes(file))
    expect(kept.map(file => file.replace(/-[\w-]{8}\./, '.'))).toEqual(expect.arrayContaining(['assets/iaso.js']))
  })
})
