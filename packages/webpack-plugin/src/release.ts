import { keepRelease, releaseStatement } from '@iaso/build'
import { isServer } from './environment.js'
import type { Chunk, Compilation } from './host.js'
import type { Session } from './session.js'

/**
 * The release id stands in chunks that have the host's runtime, and nowhere else: they run first, and the others keep their names when
 * it changes.
 */
export function nameRelease(compilation: Compilation, session: Session): void {
  const { compiler, hooks, chunks } = compilation
  const { ReplaceSource } = compiler.webpack.sources
  hooks.chunkHash.tap('iaso', (chunk, hash) => {
    if (session.mapping && chunk.hasRuntime()) hash.update(session.mapping.release)
  })
  // Before the code is minified and the real hashes of contents are taken.
  const stage = compiler.webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONS
  hooks.processAssets.tap({ name: 'iaso', stage }, () => {
    const { mapping } = session
    if (!mapping) return
    for (const file of new Set([...chunks].filter(chunk => chunk.hasRuntime()).flatMap(scripts)))
      compilation.updateAsset(file, source => {
        const { at, text } = releaseStatement(String(source.source()), mapping, isServer(compiler.options))
        const changed = new ReplaceSource(source)
        changed.insert(at, text)
        return changed
      })
  })
}

function scripts({ files }: Chunk): string[] {
  return [...files].filter(file => /\.[cm]?js(?:\?|$)/.test(file))
}

export function writeRelease({ mapping, state }: Session): void {
  if (mapping) keepRelease(state, mapping)
}
