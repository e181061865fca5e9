import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { poll } from '../src/client/poll.js'

/** As much of a document as polling asks for. */
class Page extends EventTarget {
  hidden = false
  see(seen: boolean): void {
    this.hidden = !seen
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let page: Page
beforeEach(() => {
  page = new Page()
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('poll', () => {
  it('looks at once and then every interval', async () => {
    const look = vi.fn(async () => true)
    const stop = poll(look, 1000)
    expect(look).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(3000)
    expect(look).toHaveBeenCalledTimes(4)
    stop()
    await vi.advanceTimersByTimeAsync(3000)
    expect(look).toHaveBeenCalledTimes(4)
  })

  it('waits longer after each failure, and no longer after a success', async () => {
    const times: number[] = []
    const outcomes = [false, false, true, true]
    const start = Date.now()
    const stop = poll(async () => {
      times.push(Date.now() - start)
      return outcomes.shift() ?? true
    }, 1000)
    await vi.advanceTimersByTimeAsync(8000)
    stop()
    expect(times).toEqual([0, 2000, 6000, 7000, 8000])
  })

  it('rests while the page is hidden, and looks when it is seen', async () => {
    const look = vi.fn(async () => true)
    const stop = poll(look, 1000)
    await vi.advanceTimersByTimeAsync(0)
    page.see(false)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(look).toHaveBeenCalledTimes(1)
    page.see(true)
    expect(look).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(1000)
    expect(look).toHaveBeenCalledTimes(3)
    stop()
    page.see(true)
    expect(look).toHaveBeenCalledTimes(3)
  })

  it('looks once without an interval', async () => {
    const look = vi.fn(async () => true)
    poll(look, 0)
    await vi.advanceTimersByTimeAsync(100_000)
    expect(look).toHaveBeenCalledTimes(1)
  })
})
