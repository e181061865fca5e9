import { type FSWatcher, watch } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { fetchPatch, type ManifestPatch } from '../client/manifest.js'
import { poll } from '../client/poll.js'
import { fetchAny } from '../node/fetch-any.js'
import { readVerified } from '../node/load-file.js'
import type { Problem } from '../result.js'
import type { Group } from './group.js'
import { here } from './group.js'
import type { AppState, GroupResult } from './messages.js'

export interface SourceOptions {
  /** Folder or URL of the manifests: `<url>/<release>.json`, as `iaso publish` writes them. */
  readonly url: string
  /** Milliseconds between two looks; a folder is looked at as soon as something changes there. 0: only then, and when asked. @default 60000 */
  readonly interval?: number
  /** A patch of more bytes is rejected. @default 1048576 */
  readonly limit?: number
}

const SCHEME = /^[a-z][a-z\d+.-]+:/i

/** Looks for patches on behalf of a whole group. */
export class Source {
  readonly #folder: URL
  readonly #options
  /** What the group can't have, by patch id: another try would end in the same way. */
  readonly #quarantine = new Set<string>()
  readonly #end: () => void
  #looking: Promise<boolean> = Promise.resolve(true)
  readonly #watcher: FSWatcher | undefined

  constructor(
    private readonly group: Group,
    { url, interval = 60_000, limit }: SourceOptions,
    private readonly tell: (result: GroupResult) => void,
  ) {
    const base = SCHEME.test(url) ? url : pathToFileURL(url).href
    this.#folder = new URL(base.replace(/\/?$/, '/'))
    this.#options = { url, fetch: fetchAny, ...(limit === undefined ? {} : { limit }) }
    this.#end = poll(() => this.look(), interval)
    this.#watcher = this.#watch()
  }

  /** One look at a time; what changes meanwhile is seen by another one. @returns whether all went well */
  look(): Promise<boolean> {
    const next = this.#looking.then(() => this.#look())
    this.#looking = next
    return next
  }

  async #look(): Promise<boolean> {
    const { realms } = await this.group.status()
    const apps = new Map(realms.flatMap(({ apps }) => apps.map(state => [`${state.app} ${state.release}`, state])))
    const results = await Promise.all([...apps.values()].map(state => this.#lookFor(state)))
    return results.every(Boolean)
  }

  stop(): void {
    this.#end()
    this.#watcher?.close()
  }

  async #lookFor({ app, release }: AppState): Promise<boolean> {
    const manifest = new URL(`${encodeURIComponent(release)}.json`, this.#folder).href
    const live = this.group.current(app)?.id
    try {
      const patch = await fetchPatch(manifest, app, release, this.#options)
      if (patch === undefined || patch?.id === live || (!patch && !live)) return true
      if (patch && this.#quarantine.has(patch.id)) return true
      await (patch ? this.#apply(app, release, manifest, patch) : this.group.revert(app).then(this.tell))
      return true
    } catch (error) {
      const { code, args } = (error as Problem).args ? (error as Problem) : { code: 'IASO1210', args: [] }
      this.tell({ status: 'rejected', app, patch: undefined, realms: [], refused: [{ ...here(), code, args }], ms: 0 })
      return false
    }
  }

  async #apply(app: string, release: string, manifest: string, patch: ManifestPatch): Promise<void> {
    const filename = new URL(patch.file, manifest).href
    const code = (await readVerified(filename, patch, fetchAny)).toString('utf8')
    const result = await this.group.apply({ app, release, id: patch.id, seq: patch.seq, code, filename })
    if (result.status !== 'applied') this.#quarantine.add(patch.id)
    this.tell(result)
  }

  /** The manifest is written last, and by a move. A folder that can't be watched is looked at now and again. */
  #watch(): FSWatcher | undefined {
    if (this.#folder.protocol !== 'file:') return undefined
    try {
      const watcher = watch(this.#folder, (_event, name) => {
        if (name?.endsWith('.json')) void this.look()
      })
      watcher.on('error', () => watcher.close())
      return watcher.unref()
    } catch {
      return undefined
    }
  }
}
