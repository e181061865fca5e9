/** What a patch of one component costs in a page with a thousand of them, beside the render itself. */
import { rolldown } from 'rolldown'
import { launchChromium } from '../../scripts/chromium.mjs'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'

export const about = 'milliseconds on the main thread for a patch of one of 1,001 mounted React components'

export async function run({ rounds = 30 }) {
  const browser = await launchChromium()
  try {
    const code = await bundle()
    const firsts = []
    let all = []
    for (let opened = 0; opened < 5; opened++) {
      const page = await browser.newPage()
      await page.addScriptTag({ content: code })
      const session = await page.context().newCDPSession(page)
      // The time that the thread computes: others on the machine don't count.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      all = []
      for (let round = 0; round < rounds; round++) all.push(await measure(page, session))
      firsts.push(all[0].applied - all[0].render)
      if ((await page.textContent('#one')) === null) throw new Error('not shown')
      await page.close()
    }
    const of = what => median(all.map(each => each[what]))
    const [render, applied, reverted] = ['render', 'applied', 'reverted'].map(of)
    return { first: median(firsts), render, applied, reverted, beside: applied - render }
  } finally {
    await browser.close()
  }
}

async function measure(page, session) {
  const spent = async step => {
    const before = await busy(session)
    await page.evaluate(`void steps.${step}()`)
    return (await busy(session)) - before
  }
  const nothing = await spent('nothing')
  const times = {}
  for (const step of ['render', 'applied', 'reverted']) times[step] = Math.max(0, (await spent(step)) - nothing)
  return times
}

/** Milliseconds. */
async function busy(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000
}

async function bundle() {
  const file = path => new URL(`../../packages/${path}/dist/index.js`, import.meta.url).pathname
  const build = await rolldown({
    input: new URL('page.js', import.meta.url).pathname,
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    resolve: { alias: { '@iaso/react': file('react'), '@iaso/runtime': file('runtime') } },
  })
  const { output } = await build.generate({ format: 'iife', minify: true })
  await build.close()
  return output[0].code
}

export function show({ first, render, applied, reverted, beside }) {
  return table(
    ['', 'ms'],
    [
      ["React's own render of that component", render],
      ['a patch', applied],
      ['a revert', reverted],
      ['a patch beside the render', beside],
      ["… a page's first", first],
    ],
  )
}
