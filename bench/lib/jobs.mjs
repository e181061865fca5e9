/** What is measured inside an engine. The same code runs in Node (`in-node.mjs`) and in a page (`chromium.mjs`), which hand the means in. */

/** Milliseconds: long enough for a batch to have its share of garbage collection. */
const BATCH = 5

/**
 * @typedef {object} Means
 * @property {(file: string) => Promise<Record<string, any>>} load evaluates a program
 * @property {(file: string) => Promise<void>} patch evaluates a patch script
 * @property {(text: string, name: string) => Promise<void>} [evaluate] a script that is no file
 * @property {(file: string) => Promise<string>} [read]
 * @property {() => void} [collect] garbage
 * @property {() => number} [heap] bytes in use
 */

/** Milliseconds of one run of a program that is warm, and what it answered. */
async function speed({ load, patch }, { program, patches = [], milliseconds = 1000 }) {
  const { setup } = await load(program)
  for (const file of patches) await patch(file)
  const run = await setup()
  const answer = await run()
  await sample(run, milliseconds / 2, 1)
  const size = Math.max(1, Math.round(BATCH / (await sample(run, milliseconds / 10, 1))))
  return { ms: await sample(run, milliseconds, size), answer: answer ?? null }
}

/** The lower quartile of batches: others on the machine only ever make one longer. */
async function sample(run, milliseconds, size) {
  const taken = []
  const end = performance.now() + milliseconds
  do {
    const start = performance.now()
    for (let at = 0; at < size; at++) {
      const result = run()
      if (result instanceof Promise) await result
    }
    taken.push((performance.now() - start) / size)
  } while (performance.now() < end)
  return quartile(taken)
}

function quartile(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 4)]
}

/** Milliseconds from asking for a program until its modules have run, and until each of its functions has. */
async function start({ load, collect, heap }, { program }) {
  collect?.()
  const before = heap?.()
  const begin = performance.now()
  const { setup } = await load(program)
  const loaded = performance.now()
  const run = await setup?.()
  await run?.()
  const done = performance.now()
  collect?.()
  return { loaded: loaded - begin, ran: done - begin, heap: heap && heap() - before }
}

/** How often each cell is read in one run: `[name, reads]`, the most read one first. */
async function count({ load }, { program }) {
  const reads = new Map()
  const { defineProperty } = Object
  Object.defineProperty = (target, name, descriptor) => {
    if (target !== globalThis || !/^\$\w{6}/.test(name)) return defineProperty(target, name, descriptor)
    const get = () => void reads.set(name, (reads.get(name) ?? 0) + 1)
    return defineProperty(target, name, { get, set() {} })
  }
  const { setup } = await load(program)
  await (await setup())()
  return { calls: [...reads].sort((a, b) => b[1] - a[1]) }
}

/** Milliseconds that a patch takes: its script compiled and run, and of that the runtime's part; then the way back. */
async function apply({ load, patch }, { program, patches, app }) {
  const { setup } = await load(program)
  await (await setup?.())?.()
  const runtime = globalThis[Symbol.for('iaso')]
  const heard = []
  for (const event of ['applied', 'rejected', 'failed']) runtime.on(event, result => heard.push(result))
  const results = []
  for (const file of patches) {
    const begin = performance.now()
    await patch(file)
    const whole = performance.now() - begin
    const result = heard.pop()
    if (result?.status !== 'applied') throw new Error(`not applied: ${JSON.stringify(result)}`)
    results.push({ whole, functions: result.functions, applied: result.ms, reverted: runtime.revert(app).ms })
  }
  return results
}

/** Milliseconds of each single run around the moment when a patch comes: how deep the dip is, and how long. */
async function dip({ load, patch }, { program, patches, milliseconds = 3000 }) {
  const { setup } = await load(program)
  const run = await setup()
  const before = await series(run, milliseconds)
  for (const file of patches) await patch(file)
  return { before, after: await series(run, milliseconds) }
}

async function series(run, milliseconds) {
  const taken = []
  const begin = performance.now()
  for (let now = begin; now < begin + milliseconds; ) {
    await run()
    const end = performance.now()
    taken.push([now - begin, end - now])
    now = end
  }
  return taken
}

/** Heap, and milliseconds of a patch and of a run, each time after so many rounds of applying and reverting. */
async function again({ load, patch, collect, heap }, { program, patches: [file], app, times, every }) {
  const runtime = () => globalThis[Symbol.for('iaso')]
  return endure({ load, collect, heap }, { program, times, every }, async () => {
    await patch(file)
    if (runtime().revert(app).status !== 'reverted') throw new Error('not reverted')
  })
}

/** The same with patches that differ, in name and in code, each in place of the last. */
async function different({ load, evaluate, collect, heap, read }, { program, patches: [file], times, every }) {
  const text = await read(file)
  return endure({ load, collect, heap }, { program, times, every }, async number => {
    const other = text.replace(/id:(["'`])\w+\1/, `id:"p${number}"`)
    await evaluate(other, `patch-${number}.js`)
  })
}

async function endure({ load, collect, heap }, { program, times, every }, step) {
  const { setup } = await load(program)
  const run = await setup()
  const steps = []
  for (let number = 1; number <= times; number++) {
    const begin = performance.now()
    await step(number)
    const apply = performance.now() - begin
    if (number % every !== 0 && number !== 10) continue
    const ms = await sample(run, 50, 1)
    collect()
    collect()
    steps.push({ number, heap: heap(), apply, run: ms })
  }
  return steps
}

/** By name. */
export const jobs = { speed, start, count, apply, dip, again, different }
