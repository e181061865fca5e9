type Emit = typeof import('./emit-patch.js').emitPatch

/** See `emit-patch.ts`. The patch builder takes longer to load than the guards of a release take that was built before: others do without it. */
export const emitPatch: Emit = async (...args) => {
  const { emitPatch } = await import('./emit-patch.js')
  return emitPatch(...args)
}
