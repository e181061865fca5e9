/** Run by a Node: `node in-node.mjs '{"job":"speed", …}'`; prints the result as JSON. */
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { runInThisContext } from 'node:vm'
import { jobs } from './jobs.mjs'

const { job, ...options } = JSON.parse(process.argv[2])
const evaluate = async (text, filename) => runInThisContext(text, { filename })
const read = async file => readFileSync(file, 'utf8')
const means = {
  load: file => import(pathToFileURL(file).href),
  patch: async file => evaluate(await read(file), file),
  evaluate,
  read,
  collect: globalThis.gc,
  heap: () => process.memoryUsage().heapUsed,
}
console.log(JSON.stringify(await jobs[job](means, options)))
