import { dirname, resolve } from 'node:path'
import { contentDigest, type GuardedModule, REGISTRAR, readManifest } from '@iaso/build'
import { RUNTIME } from './own.js'
import type { Session } from './session.js'

export const VUE = 'vue'

/** What compiled templates ask Vue for. A fix may be the first that needs one of them, and what nobody imports isn't in a bundle. */
const HELPERS = [
  ...['Fragment', 'createBlock', 'createCommentVNode', 'createElementBlock', 'createElementVNode', 'createStaticVNode'],
  ...['createSlots', 'createTextVNode', 'createVNode', 'guardReactiveProps', 'mergeProps', 'normalizeClass'],
  ...['normalizeProps', 'normalizeStyle', 'openBlock', 'renderList', 'renderSlot', 'resolveComponent'],
  ...['resolveDirective', 'resolveDynamicComponent', 'setBlockTracking', 'toDisplayString', 'toHandlers', 'unref'],
  ...['vModelCheckbox', 'vModelRadio', 'vModelSelect', 'vModelText', 'vShow', 'withCtx', 'withDirectives', 'withKeys'],
  ...['withMemo', 'withModifiers'],
  // what a fix of `<script setup>` may be the first to ask for
  ...['computed', 'h', 'inject', 'nextTick', 'onBeforeUnmount', 'onMounted', 'onUnmounted', 'onUpdated', 'provide'],
  ...['reactive', 'readonly', 'ref', 'shallowRef', 'toRef', 'toRefs', 'useTemplateRef', 'watch', 'watchEffect'],
]

/** What the adapter asks for. */
const OWN = ['getCurrentInstance', 'onUpdated', 'proxyRefs']

/** The module that brings the adapter for one copy of Vue, and hands out its helpers as guarded modules hand out what they import. */
function vueModule(copy: string): string {
  return `${REGISTRAR}vue/${copy}`
}

/**
 * Stands behind a module's code.
 *
 * @param vue path of the module that `vue` is there
 */
export function writeVueImport(session: Session, vue: string | undefined, id: string): string {
  const { project } = session.state
  if (vue === undefined || session.build.isServer || !isSupported(resolve(project.root, vue))) return ''
  const copy = contentDigest(vue)
  if (!session.vueImporters.has(copy)) session.state.adopt(moduleOf(session, copy, vue))
  session.vueImporters.set(copy, id)
  return `\nimport ${JSON.stringify(vueModule(copy))}\n`
}

function moduleOf({ state: { project } }: Session, copy: string, vue: string): GuardedModule {
  const path = vueModule(copy)
  const code = `import { ${HELPERS.join(', ')} } from "${VUE}"\n`
  const table = HELPERS.map((name, get) => ({ name, kind: 'import', get, imported: [VUE, name] }) as const)
  const record = { table, functions: [], cells: [], privates: [], imports: [VUE] }
  const known = { path, id: project.moduleId(path), format: 'module', fingerprint: contentDigest(code) } as const
  return { ...known, code, map: undefined, record, resolutions: { [VUE]: vue } }
}

export function loadVue(copy: string, { state: { project } }: Session): string {
  const id = project.moduleId(vueModule(copy))
  const fingerprint = contentDigest(`import { ${HELPERS.join(', ')} } from "${VUE}"\n`)
  return `import { define } from '${RUNTIME}'
import { install } from '@iaso/vue'
import { ${[...new Set([...HELPERS, ...OWN])].join(', ')} } from '${VUE}'
define("${id}", "${fingerprint}", 0)([${HELPERS.map(name => `() => ${name}`).join(', ')}])
install({ ${OWN.join(', ')} })
`
}

const versions = new Map<string, boolean>()

/** Vue 3 since 3.5, where the adapter finds what it needs. Without it, changed templates are refused. */
function isSupported(file: string): boolean {
  let known = versions.get(file)
  if (known === undefined) {
    const [major = 0, minor = 0] = versionOf(file).split('.').map(Number)
    known = major === 3 && minor >= 5
    versions.set(file, known)
  }
  return known
}

function versionOf(file: string): string {
  for (let directory = dirname(file); directory !== dirname(directory); directory = dirname(directory)) {
    const { name, version } = readManifest(directory) ?? {}
    if (name !== undefined) return name === VUE ? String(version ?? '') : ''
  }
  return ''
}
