import { EXIT_CODES, type Report } from '@iaso/protocol'
import { describe, expect, test } from 'vitest'
import { type Fixture, fixture, HOSTS } from './fixture.js'

const svg = (color: string) => `<svg xmlns="http://www.w3.org/2000/svg"><path fill="${color}"/></svg>`

const FILES = {
  'package.json': '{"name":"shop","type":"module"}',
  'index.html': '<!doctype html><div id="app"></div><script type="module" src="/src/main.js"></script>',
  'src/main.js': `
    import './plain.css'
    import names from './card.module.css'
    import logo from './logo.svg'
    import text from './text.txt?raw'
    export function card() { return names.card + names['two-words'] + names.both }
    export function image() { return '<img src="' + logo + '">' }
    export function stamp() { return new URL('./stamp.svg', import.meta.url).href }
    export function say() { return text + '' }
    globalThis.shop = { card, image, stamp, say, open: () => import('./late.js') }
  `,
  'src/late.js': `import './late.css'; export const late = () => 1`,
  'src/plain.css': '.cart { color: red; background: url(./paper.svg) }',
  'src/late.css': '.late { color: red }',
  'src/card.module.css':
    '.base { color: red } .card { color: red; animation: 1s fade } .two-words { color: red } .both { composes: base } @keyframes fade { to { color: red } }',
  'src/text.txt': 'hello',
  'src/logo.svg': svg('red'),
  'src/stamp.svg': svg('blue'),
  'src/paper.svg': svg('white'),
}

const CONFIG = { build: { assetsInlineLimit: 0 } }

/** What came out of a patch build, the patch's own folder among it. */
interface Patched {
  readonly code: number | undefined
  readonly report: Report
  readonly patch: string
  /** Name → text. */
  readonly files: Record<string, string>
  readonly styles: readonly { readonly file: string; readonly replaces: string }[]
}

async function patched(project: Fixture, config: object = CONFIG): Promise<Patched> {
  const code = await project.build({ emitPatch: true }, config)
  const home = `.iaso/client/${project.mapping().release}`
  const tree = project.tree(`${home}/patches`)
  const [directory] = Object.keys(tree).map(file => file.split('/')[0])
  const where = directory === undefined ? home : `${home}/patches/${directory}`
  const files = Object.entries(tree).flatMap(([file, text]) => {
    const [, name] = /\/patch\/(.*)$/.exec(file) ?? []
    return name === undefined ? [] : [[name, text] as const]
  })
  return {
    code,
    report: JSON.parse(project.read(`${where}/report.json`)) as Report,
    patch: tree[`${directory}/patch.js`] ?? '',
    files: Object.fromEntries(files),
    styles: JSON.parse(tree[`${directory}/styles.json`] ?? '[]') as Patched['styles'],
  }
}

const findings = ({ report }: Patched) => report.edits.flatMap(edit => edit.findings.map(({ code }) => code))
const only = ({ files }: Patched, name: RegExp) => Object.entries(files).find(([file]) => name.test(file)) ?? []

describe.each(HOSTS)('%s: styles and assets', (_name, host) => {
  async function released(files: Readonly<Record<string, string>> = {}, config: object = CONFIG): Promise<Fixture> {
    const project = fixture(host, { ...FILES, ...files })
    await project.build({}, config)
    return project
  }

  test('a changed style takes the place of a file of the release', async () => {
    const project = await released()
    const dist = Object.keys(project.tree('dist'))
    project.write({ 'src/late.css': '.late { color: green }' })
    const result = await patched(project)
    expect(result).toMatchObject({ code: EXIT_CODES.emitted, report: { functions: 0 } })
    expect(findings(result)).toEqual([])
    const [{ file, replaces } = { file: '', replaces: '' }, ...more] = result.styles
    expect(more).toEqual([])
    expect(dist).toContain(replaces)
    expect(replaces).toMatch(/late.*\.css$/)
    expect(result.files).toEqual({ [file]: expect.stringContaining('green') })
    expect(result.patch).toContain(file)
  })

  test('classes and animations keep the names that the release gave them; new ones come in', async () => {
    const project = await released()
    const names = project.mapping().modules['src/card.module.css']?.code ?? ''
    const of = (local: string) => new RegExp(`"?${local}"? ?[=:] "(\\S*?)[" ]`).exec(names)?.[1] ?? 'none'
    project.write({
      'src/card.module.css': `.fresh { color: blue } ${FILES['src/card.module.css'].replace('red', 'blue')}`,
      'src/main.js': FILES['src/main.js'].replace('names.card +', 'names.card + names.fresh +'),
    })
    const result = await patched(project)
    expect(findings(result)).toEqual([])
    const [, css = ''] = only(result, /\.css$/)
    for (const local of ['base', 'card', 'two-words', 'fade']) expect(css).toContain(of(local))
    const [fresh] = /_fresh_\w+/.exec(css) ?? []
    expect(result.patch).toContain(fresh)
    expect(result.report.edits.map(({ key }) => key)).not.toContain('src/card.module.css#card')
  })

  test('a style that is not imported any more goes', async () => {
    const project = await released()
    project.write({ 'src/main.js': FILES['src/main.js'].replace("import './plain.css'", '') })
    const result = await patched(project)
    expect(result.code).toBe(EXIT_CODES.emitted)
    expect(only(result, /index.*\.css$/)[1]).not.toContain('.cart')
  })

  test('an image of a style travels with it; others stay where the release has them', async () => {
    const project = await released()
    project.write({ 'src/paper.svg': svg('gray') })
    const first = await patched(project)
    const [image = '', content] = only(first, /paper.*\.svg$/)
    expect(content).toBe(svg('gray'))
    expect(only(first, /\.css$/)[1]).toContain(`url("${image}")`)
    const other = await released()
    other.write({ 'src/plain.css': FILES['src/plain.css'].replace('red', 'green') })
    const second = await patched(other)
    const [address = ''] = /\/assets\/paper[^)"]*/.exec(only(second, /\.css$/)[1] ?? '') ?? []
    expect(Object.keys(other.tree('dist'))).toContain(address.slice(1))
    expect(Object.keys(second.files)).toHaveLength(1)
  })

  test('functions that ask for an image travel with its new address, or with the one that the release has', async () => {
    const project = await released()
    project.write({ 'src/logo.svg': svg('black'), 'src/stamp.svg': svg('pink') })
    const result = await patched(project)
    expect(findings(result)).toEqual([])
    expect(result.report.functions).toBe(2)
    expect(Object.values(result.files).sort()).toEqual([svg('black'), svg('pink')])
    for (const name of Object.keys(result.files)) expect(result.patch).toContain(name)
    const other = await released()
    other.write({
      'src/main.js': FILES['src/main.js'].replace(
        "'./stamp.svg', import.meta.url).href",
        "'./stamp.svg', import.meta.url).pathname",
      ),
    })
    const second = await patched(other)
    expect(second.report.functions).toBe(1)
    expect(second.files).toEqual({})
    expect(second.patch).toMatch(/\/assets\/stamp[\w-]*\.svg/)
  })

  test('a text that is imported as it is counts as a constant', async () => {
    const project = await released()
    project.write({ 'src/text.txt': 'good morning' })
    const result = await patched(project)
    expect(findings(result)).toEqual([])
    expect(result.patch).toContain('good morning')
  })

  test('where addresses depend on where they stand, whatever a patch mentions travels with it', async () => {
    const config = { ...CONFIG, base: './' }
    const project = await released({}, config)
    project.write({
      'src/main.js': FILES['src/main.js'].replace(' + logo', ' + (logo)').replace('<img', '<img alt=""'),
      'src/plain.css': FILES['src/plain.css'].replace('red', 'green'),
    })
    const result = await patched(project, config)
    expect(findings(result)).toEqual([])
    expect(only(result, /paper.*\.svg$/)[1]).toBe(svg('white'))
    expect(only(result, /\.css$/)[1]).toMatch(/url\("\w+-paper/)
  })

  test("asks for the user's word where styles are somebody else's business", async () => {
    const intoPage = {
      name: 'into-page',
      generateBundle(_: object, bundle: Record<string, unknown>) {
        for (const name of Object.keys(bundle)) if (name.endsWith('.css')) delete bundle[name]
      },
    }
    const project = await released()
    const inline = (project: Fixture, emitPatch: boolean) =>
      project.build({ emitPatch }, { ...CONFIG, build: { ...CONFIG.build, rollupOptions: { plugins: [intoPage] } } })
    await inline(project, false)
    project.write({ 'src/plain.css': '.cart { color: green }' })
    expect(await inline(project, true)).toBe(EXIT_CODES['needs-word'])
    const library = {
      build: { ...CONFIG.build, lib: { entry: 'src/main.js', formats: ['es'], fileName: 'shop', cssFileName: 'shop' } },
    }
    const other = await released({}, library)
    other.write({ 'src/plain.css': '.cart { color: green }' })
    expect(findings(await patched(other, library))).toEqual(['IASO3009'])
  })

  test('a first style, which has no place in the page, asks for the word', async () => {
    const project = fixture(host, { ...FILES, 'src/main.js': 'globalThis.shop = () => 1' })
    await project.build({}, CONFIG)
    project.write({ 'src/main.js': "import './plain.css'; globalThis.shop = () => 1" })
    expect(findings(await patched(project))).toEqual(['IASO3009'])
  })

  test('a server renders pages that link the release: a note', async () => {
    const server = { build: { ...CONFIG.build, ssr: 'src/main.js' } }
    const project = fixture(host, FILES)
    await project.build({}, server)
    project.write({
      'src/plain.css': '.cart { color: green }',
      'src/card.module.css': FILES['src/card.module.css'].replace('red', 'blue'),
    })
    expect(await project.build({ emitPatch: true }, server)).toBe(EXIT_CODES.unchanged)
    const home = `.iaso/ssr/${project.mapping('ssr').release}`
    const report = JSON.parse(project.read(`${home}/report.json`)) as Report
    expect(report.edits.map(({ verdict }) => verdict)).toEqual(['live', 'live'])
    expect(report.edits.flatMap(edit => edit.findings.map(({ code }) => code))).toEqual(['IASO3092', 'IASO3092'])
  })

  test('a release is the same wherever it is built', async () => {
    const [first, second] = [await released(), await released()]
    expect(first.root).not.toBe(second.root)
    expect(first.mapping().release).toBe(second.mapping().release)
    expect(first.mapping()).toEqual(second.mapping())
  })
})

test.each(HOSTS)('%s: a style that means many assets is the same in each build', async (_, host) => {
  const names = Array.from({ length: 24 }, (_, at) => `img${at}.svg`)
  const project = fixture(host, {
    ...FILES,
    'src/plain.css': names.map((name, at) => `.c${at} { background: url(./${name}) }`).join('\n'),
    ...Object.fromEntries(names.map((name, at) => [`src/${name}`, svg(`#${at + 100}`)])),
  })
  await project.build({}, CONFIG)
  for (const _build of [1, 2, 3]) {
    const { code, report } = await patched(project)
    expect([code, report.edits]).toEqual([EXIT_CODES.unchanged, []])
  }
})
