import { dirname, resolve } from 'node:path'
import { type GuardedModule, REGISTRAR } from './guard.js'
import { contentDigest } from './identity.js'
import { readManifest } from './manifest.js'
import type { Project } from './project.js'

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
const OWN = ['computed', 'getCurrentInstance', 'onUpdated', 'proxyRefs']

const CODE = `import { ${HELPERS.join(', ')} } from "${VUE}"\n`
const FINGERPRINT = contentDigest(CODE)

/**
 * The module that brings the adapter for one copy of Vue, and hands out its helpers as guarded modules hand out what they import.
 *
 * @param vue path of the module that `vue` is
 */
export function vueModule(project: Project, vue: string): GuardedModule {
  const path = `${REGISTRAR}vue/${contentDigest(vue)}`
  const table = HELPERS.map((name, get) => ({ name, kind: 'import', get, imported: [VUE, name] }) as const)
  const record = { table, functions: [], cells: [], privates: [], imports: [VUE] }
  const known = { path, id: project.moduleId(path), format: 'module', fingerprint: FINGERPRINT } as const
  return { ...known, code: CODE, map: undefined, record, resolutions: { [VUE]: vue } }
}

/**
 * @param path of that module
 * @param specifiers what the runtime, the adapter and Vue are imported by
 */
export function writeVueModule(
  project: Project,
  path: string,
  specifiers: { readonly runtime: string; readonly adapter: string; readonly vue: string },
): string {
  const [runtime, adapter, vue] = [specifiers.runtime, specifiers.adapter, specifiers.vue].map(each =>
    JSON.stringify(each),
  )
  return `import { define } from ${runtime}
import { install } from ${adapter}
import { ${[...new Set([...HELPERS, ...OWN])].join(', ')} } from ${vue}
define("${project.moduleId(path)}", "${FINGERPRINT}", 0)(() => [${HELPERS.map(name => `() => ${name}`).join(', ')}])
install({ ${OWN.join(', ')} })
`
}

const versions = new Map<string, boolean>()

/** Vue 3 since 3.5, where the adapter finds what it needs. Without it, changed templates are refused. */
export function isSupportedVue({ root }: Project, vue: string): boolean {
  const file = resolve(root, vue)
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
