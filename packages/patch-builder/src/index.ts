import type * as t from '@babel/types'
import { digest, generate } from '@iaso/babel-plugin'
import { type Code, type EditReport, type Outcome, REPORT_SCHEMA, type Report, type Verdict } from '@iaso/protocol'
import remapping from '@jridgewell/remapping'
import type { NewModule, PatchInput, PatchResult } from './api.js'
import { type Direct, findDirect } from './compare/direct.js'
import { compareFunctions } from './compare/functions.js'
import { askedFor, initialisedBy } from './compare/initialised.js'
import { compareNames, type Names } from './compare/reads.js'
import { renew } from './compare/renew.js'
import { unsetBy } from './compare/unset.js'
import { editAll, fitting } from './drill.js'
import { emitConditions } from './emit/conditions.js'
import { placeFiles } from './emit/files.js'
import { type Edited, type Emitted, emit } from './emit/index.js'
import { type ShownScreen, script } from './emit/script.js'
import { extendMapping } from './extend.js'
import { Findings, keyOf } from './findings.js'
import { asLoadedLate, emitLoaded, mayBeLoaded, noteLoaded, withLoaded } from './loaded.js'
import { answerFindings } from './migrate/answer.js'
import { readMigrations } from './migrate/index.js'
import { Program } from './program.js'
import { cellsOf, recordScreen, type Screen, screenOf } from './screen/index.js'
import { verifyMounted } from './screen/mounted.js'
import { verifyUnshown } from './screen/unshown.js'
import { type Setups, withSetups } from './setup/index.js'
import { shownBy } from './setup/shows.js'
import { isSettled, verifySetups } from './setup/verify.js'
import { withDelegated } from './svelte/delegated.js'
import { Makes } from './svelte/makes.js'
import { shownBySvelte } from './svelte/shows.js'
import { Templates } from './svelte/templates.js'
import { verifySvelte } from './svelte/verify.js'
import { verifyAnew } from './verify/anew.js'
import { verifyEnvironment } from './verify/environment.js'
import { verifyChange } from './verify/function.js'
import { givenBack } from './verify/given-back.js'
import { verifyHandedOut } from './verify/handed-out.js'
import { verifyInstances } from './verify/instances.js'
import { verifyLeft } from './verify/left.js'
import { verifyLent } from './verify/lent.js'
import { verifyRebound } from './verify/rebound.js'
import { verifyRemoved } from './verify/removed.js'
import { verifyRequires } from './verify/requires.js'
import { verifyRunOnce } from './verify/run-once.js'
import { verifyState } from './verify/state.js'
import { verifyTemplates } from './verify/templates.js'

export type { DependencyRequest, MigrationSource, NewModule, PatchInput, PatchResult } from './api.js'
export { type Carried, fileMarker, type StyleChange } from './carried.js'
export { verdictOf } from './findings.js'
export { type Skeleton, type SkeletonInput, writeSkeleton } from './migrate/skeleton.js'
export { type SelfPatch, selfPatch } from './self-patch.js'
export { tellSvelte } from './svelte/name.js'

/** Compares a release with new sources and emits what changed: correlate, compare, verify, emit. */
export async function buildPatch(input: PatchInput): Promise<PatchResult> {
  const result = await build(input, [])
  const loaded = mayBeLoaded(input, result.report)
  const other = loaded.length === 0 ? result : await build(withLoaded(input, loaded), loaded)
  return other.report.outcome === 'refused' ? result : asLoadedLate(other, loaded)
}

/** @param loaded paths of modules that must be loaded when the patch is applied */
async function build(given: PatchInput, loaded: readonly string[]): Promise<PatchResult> {
  const { input, setups } = withSetups(withDelegated(given))
  const { program, findings, edited, directs, screen, templates, makes } = look(input, setups)
  noteLoaded(loaded, findings)
  const stand = program.definitions.withReleaseValues(input.modules)
  if (stand !== undefined && findings.areOpen())
    findings.noteAllBut(look({ ...input, modules: stand.modules }, setups).findings, 'IASO3036', { names: stand.names })
  const tried = () => (input.drill ? edited.map(edit => fitting(edit, findings)) : edited)
  const migrations = readMigrations(input, findings)
  const emitted = await emit(program, tried(), directs, migrations, findings)
  answerFindings(program, migrations, findings)
  const edits = findings.reports()
  const outcome = outcomeOf(edits, emitted, input)
  const changes = tried().reduce((count, { changes }) => count + changes.length, 0)
  const report = (extra: Partial<Report>): Report => ({
    schema: REPORT_SCHEMA,
    app: input.mapping.app,
    environment: input.mapping.environment,
    release: input.mapping.release,
    outcome,
    functions: changes,
    edits,
    ...extra,
  })
  if (outcome !== 'emitted') return { report: report({}) }
  const shown = screen && { all: screen.isAll, cells: cellsOf(screen, program, edited, emitted) }
  const vue = shownBy(program, edited, setups, emitted)
  const svelte = shownBySvelte(program, edited, { templates, makes }, emitted)
  const wire = (shown || vue || svelte) && { cells: {}, setups: setups.wire, ...shown, ...vue, ...svelte }
  const patch = print(
    input,
    [...emitConditions(program, findings), ...emitLoaded(program, loaded), ...emitted.parts],
    wire,
  )
  if (patch.id === input.mapping.patches.at(-1)?.id) return { report: report({ outcome: 'unchanged' }) }
  return {
    report: report({ patch: { id: patch.id, seq: patch.seq, bytes: 0, brotli: 0 } }),
    patch,
    mapping: extendMapping(program, edited, migrations, emitted, { ...patch, screen: screen && recordScreen(screen) }),
  }
}

interface Looked {
  readonly program: Program
  readonly findings: Findings
  readonly edited: readonly Edited[]
  readonly directs: ReadonlyMap<string, readonly Direct[]>
  readonly screen: Screen | undefined
  readonly templates: Templates
  readonly makes: Makes
}

/** All that is found before anything is emitted. */
function look(input: PatchInput, setups: Setups): Looked {
  const program = new Program(input, setups.keys())
  let templates: Templates | undefined
  let makes: Makes | undefined
  const isSettledBy = (code: Code, key: string) =>
    isSettled(setups, program, code, key) || templates?.isSettled(code, key) || makes?.isSettled(code, key)
  const findings = new Findings(sourcesOf(input), (code, key) => isSettledBy(code, key) === true, input.allow)
  verifyEnvironment(program, findings)
  const { edited, touched } = compare(program, findings)
  const directs = input.drill ? new Map() : findDirect(program, edited)
  templates = new Templates(program, edited)
  makes = new Makes(program, edited, templates)
  verify(program, edited, directs, { setups, templates, makes, touched }, findings)
  return { program, findings, edited, directs, screen: screenOf(program, edited, findings), templates, makes }
}

function compare(program: Program, findings: Findings): { edited: Edited[] } & Pick<Names, 'touched'> {
  if (program.input.drill)
    return { edited: Object.keys(program.mapping.modules).map(path => editAll(program.pair(path))), touched: new Map() }
  const { topLevels, reads, touched } = compareNames(program, findings)
  const edited = [...topLevels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, topLevel]) => {
      const pair = program.pair(path)
      const own = reads.get(path) ?? new Map()
      const { changed, unguarded } = compareFunctions(pair, own)
      for (const fn of unguarded) {
        const reason = pair.released.get(pair.ids.get(fn) as number)?.skipped ?? ''
        findings.add('changed', keyOf(pair.next, fn), 'IASO2109', fn.node, { function: fn.key, reason })
      }
      return {
        pair,
        topLevel,
        ...renew(pair, changed, program.mapping.release),
        reads: own,
        touched: touched.get(path) ?? new Set(),
      }
    })
  const asked = askedFor(edited)
  const whole = edited.map(edit => {
    const gained = initialisedBy(edit.changes, edit.pair, asked)
    for (const { name, key, value } of gained)
      findings.add('changed', `${edit.pair.path}#${name}`, 'IASO3020', value ?? null, { name, field: key })
    const unset = unsetBy(edit.pair, program)
    return { ...edit, initialised: [...gained, ...givenBack(unset, edit.pair, findings)], unset }
  })
  return { edited: whole, touched }
}

function verify(
  program: Program,
  edited: readonly Edited[],
  directs: ReadonlyMap<string, readonly Direct[]>,
  {
    setups,
    templates,
    makes,
    touched,
  }: Pick<Looked, 'templates' | 'makes'> & Pick<Names, 'touched'> & { readonly setups: Setups },
  findings: Findings,
): void {
  const isShown = program.mapping.screens !== undefined
  for (const edit of edited) {
    const { pair, changes } = edit
    for (const change of changes) {
      const isDirect = directs.get(pair.path)?.some(({ fn, suffices }) => fn === change.fn && suffices) ?? false
      verifyChange(change, pair, program.mapping.release, isDirect, isShown, findings)
      verifyRequires(change, pair, program, findings)
    }
    verifyRemoved(edit, program, findings)
    verifyAnew(edit, program, findings)
  }
  verifyLeft(program, edited, findings)
  if (program.input.drill) return
  verifyLent(program, edited, findings)
  verifyRunOnce(program, edited, findings)
  for (const edit of edited) {
    verifyRebound(edit, program, findings)
    verifyHandedOut(edit, program, findings)
    verifyTemplates(edit, program, { templates, makes }, findings)
  }
  verifyInstances(program, edited, setups, findings)
  verifyUnshown(program, edited, findings)
  verifyMounted(edited, program, findings)
  verifySetups(setups, program, findings)
  makes.verify(findings)
  verifySvelte(program, edited, findings)
  verifyState(program, edited, touched, findings)
}

function outcomeOf(edits: readonly EditReport[], { parts }: Emitted, { allow, mapping, drill }: PatchInput): Outcome {
  const verdicts = new Set<Verdict>(drill ? [] : edits.map(({ verdict }) => verdict))
  if (verdicts.has('refused')) return 'refused'
  if ([...verdicts].some(verdict => verdict !== 'live' && !allow.has(verdict))) return 'needs-word'
  // With patches out, a source that is the release's again is a patch too: one that takes everything back.
  return parts.length === 0 && mapping.patches.length === 0 ? 'unchanged' : 'emitted'
}

/** All code that a patch is made of, by path. */
function sourcesOf({
  modules,
  migrations = [],
}: PatchInput): Readonly<Record<string, Pick<NewModule, 'code' | 'map'>>> {
  return { ...modules, ...Object.fromEntries(migrations.map(migration => [migration.path, migration])) }
}

function print(
  input: PatchInput,
  parts: readonly t.Expression[],
  screen: ShownScreen | undefined,
): NonNullable<PatchResult['patch']> {
  const { mapping, carried } = input
  const modules = sourcesOf(input)
  const withFolder = placeFiles(parts, carried) || (carried !== undefined && carried.styles.length > 0)
  const content = { app: mapping.app, release: mapping.release, parts, withFolder, screen }
  const id = digest(generate(script({ ...content, id: '', seq: 0 })).code, 10)
  const seq = (mapping.patches.at(-1)?.sequence ?? 0) + 1
  const sources = Object.fromEntries(Object.entries(modules).map(([path, { code }]) => [path, code]))
  const output = generate(script({ ...content, id, seq }), { sourceMaps: true, sourceFileName: 'patch.js' }, sources)
  const toOriginal = remapping(output.map as never, (file, context) =>
    context.depth === 1 ? ((modules[file]?.map ?? null) as never) : null,
  )
  return { code: output.code, map: toOriginal, id, seq }
}
