const MAX_DOUBLINGS = 6

/**
 * Calls `look` now and again, with a jitter, so that the open pages of a site don't ask all at once, and less often while it fails.
 * A hidden page doesn't ask; it asks as soon as it is seen.
 *
 * @param look - whether all went well
 * @returns ends it
 */
export function poll(look: () => Promise<boolean>, interval: number): () => void {
  const page = globalThis.document
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let stopped = false

  async function turn(): Promise<void> {
    clearTimeout(timer)
    if (stopped || page?.hidden) return
    failures = (await look()) ? 0 : Math.min(failures + 1, MAX_DOUBLINGS)
    clearTimeout(timer)
    if (stopped || !interval) return
    timer = setTimeout(turn, interval * 2 ** failures * (0.75 + Math.random() / 2))
    // In Node, looking for patches must not keep a process alive.
    ;(timer as { unref?(): void }).unref?.()
  }

  page?.addEventListener('visibilitychange', turn)
  turn()
  return () => {
    stopped = true
    clearTimeout(timer)
    page?.removeEventListener('visibilitychange', turn)
  }
}
