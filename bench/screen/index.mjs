/** What a patch of one component costs in a page with a thousand of them, beside the render itself. */
import { rolldown } from 'rolldown'
import { launchChromium } from '../../scripts/chromium.mjs'
import { median } from '../lib/statistics.mjs'
import { table } from '../lib/table.mjs'
import { compileSvelte } from './compile-svelte.mjs'

export const about =
  'milliseconds on the main thread for a patch of one of 1,001 mounted components of React, of Vue, and of Svelte'

const FRAMEWORKS = ['react', 'vue', 'svelte']

export async function run({ rounds = 30 }) {
  const browser = await launchChromium()
  try {
    const found = {}
    for (const framework of FRAMEWORKS) found[framework] = await runOne(browser, await bundle(framework), rounds)
    return found
  } finally {
    await browser.close()
  }
}

async function runOne(browser, code, rounds) {
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
    await expectShown(page)
    await page.close()
  }
  const of = what => median(all.map(each => each[what]))
  const [render, applied, reverted] = ['render', 'applied', 'reverted'].map(of)
  return { first: median(firsts), render, applied, reverted, beside: applied - render }
}

async function expectShown(page) {
  const shown = await page.evaluate(() => {
    const read = () => document.querySelector('#one').textContent.split(' ')[0]
    steps.applied()
    const applied = read()
    steps.reverted()
    return `${applied} ${read()}`
  })
  if (shown !== 'new old') throw new Error(`shown: ${shown}`)
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

const DEFINES = {
  'process.env.NODE_ENV': '"production"',
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
}

async function bundle(framework) {
  const file = path => new URL(`../../packages/${path}/dist/index.js`, import.meta.url).pathname
  const build = await rolldown({
    input: new URL(`${framework}.js`, import.meta.url).pathname,
    platform: 'browser',
    plugins: [compileSvelte],
    transform: { define: DEFINES },
    resolve: { alias: { '@iaso/react': file('react'), '@iaso/runtime': file('runtime'), '@iaso/vue': file('vue') } },
  })
  const { output } = await build.generate({ format: 'iife', minify: true })
  await build.close()
  return output[0].code
}

export function show(found) {
  const row = (text, what) => [text, ...FRAMEWORKS.map(framework => found[framework][what])]
  return table(
    ['', 'React, ms', 'Vue, ms', 'Svelte, ms'],
    [
      ["The framework's own render of that component", 'render'],
      ['a patch', 'applied'],
      ['a revert', 'reverted'],
      ['a patch beside the render', 'beside'],
      ["… a page's first", 'first'],
    ].map(([text, what]) => row(text, what)),
  )
}
