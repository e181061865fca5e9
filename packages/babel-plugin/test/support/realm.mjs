// @ts-check
import vm from 'node:vm'
import { parentPort } from 'node:worker_threads'

/**
 * What every realm of a test gets: a runtime that only defines cells, a trace, and checks for what the cold branches hand over. Runs in
 * the realm itself, as plain text, so that all objects are the realm's.
 */
const WORLD = `(() => {
  const hidden = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  for (const name of ['a', 'b', 'k', 'v', 'o', '$0', '$', '$r', 'f']) hidden(name, 'global ' + name);
  // the one thing that may differ
  Function.prototype.toString = { toString() { return 'source of ' + this.name } }.toString;
  const { is } = Object, { isArray } = Array;
  hidden('trace', []);
  const iaso = { define(id, fingerprint, cells) {
    for (let i = 0; i < cells; i++) Object.defineProperty(globalThis, '$' + id + i.toString(36), { writable: true, value: undefined });
    return () => {};
  } };
  Object.defineProperty(globalThis, Symbol.for('iaso'), { value: iaso, configurable: true });
  const seen = [];
  const check = ([name, value, read], when) => {
    let now;
    try { now = read() } catch (error) { return void trace.push('PROBE ' + when + ' ' + name + ' throws') }
    if (!is(now, value)) trace.push('PROBE ' + when + ' ' + name + ' is no longer what was handed over');
  };
  hidden('__probe', (items) => {
    for (let i = 0; i < items.length; i++) {
      if (!isArray(items[i]) || items[i][3] !== seen) continue;
      if (seen.length < 2000) seen[seen.length] = items[i];
      check(items[i], 'at once');
    }
  });
  hidden('__mark', seen);
  hidden('__probeEnd', () => { for (const item of seen) check(item, 'later') });
  const show = (value, depth = 0) => {
    if (typeof value === 'function') return 'ƒ ' + value.name + '/' + value.length;
    if (typeof value === 'string') return JSON.stringify(value);
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Error) return value.name + ': ' + value.message;
    if (value === globalThis) return 'global';
    if (depth > 2) return '…';
    const text = Reflect.ownKeys(value).map((key) => String(key) + ': ' + show(Object.getOwnPropertyDescriptor(value, key).value, depth + 1)).join();
    const proto = Object.getPrototypeOf(value);
    return (proto === null ? 'null' : proto.constructor ? proto.constructor.name : '') + '{' + text + '}';
  };
  let budget = 1200;
  /** Before each call; a world with a patch takes it back here, and puts it to work again. */
  hidden('__flip', () => {});
  hidden('log', (...values) => {
    if (--budget < 0) throw 'budget';
    trace.push(values.map((value) => show(value)).join(' '));
    return values[values.length - 1];
  });
  /** Calls, and traces what came of it. */
  hidden('t', (run, ...args) => {
    if (--budget < 0) return;
    __flip();
    try {
      const value = run(...args);
      if (value instanceof Promise) value.then((result) => log('resolves', result), (error) => log('rejects', error));
      return log(value);
    } catch (error) {
      if (error === 'budget') return;
      trace.push('throws ' + show(error));
    }
  });
})()`

const world = new vm.Script(WORLD)

// programs leave rejections behind; what they trace is all that counts
process.on('unhandledRejection', () => {})

// a thread of the Node that runs the tests, or a process of another one
parentPort?.on('message', async ({ id, files, format, patch }) => {
  parentPort?.postMessage({ id, trace: await run(files, format, patch) })
})
process.on('message', async ({ id, files, format, patch }) => {
  process.send?.({ id, trace: await run(files, format, patch) })
})

/** Runs `files.main` in a realm of its own; what it traced, how it ended. */
async function run(files, format, patch) {
  const context = vm.createContext({})
  world.runInContext(context)
  const trace = vm.runInContext('trace', context)
  if (patch) apply(patch, context, trace)
  try {
    trace.push(`completes with ${brief(await RUN[format](files, context))}`)
  } catch (error) {
    trace.push(`ends with ${error?.name}: ${error?.message}`)
  }
  // what async functions still have to say
  for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve))
  vm.runInContext('__probeEnd()', context)
  return [...trace]
}

/** The real runtime in place of the stub, and the patch, before the program: its parts wait for the modules. */
function apply({ runtime, release, app, code, mode }, context, trace) {
  vm.runInContext("delete globalThis[Symbol.for('iaso')]", context)
  new vm.Script(runtime).runInContext(context)
  const iaso = vm.runInContext("globalThis[Symbol.for('iaso')]", context)
  for (const event of ['rejected', 'failed'])
    iaso.on(event, result => trace.push(`PATCH ${event} ${result.code} ${result.args}`))
  vm.runInContext(`Object.defineProperty(globalThis, ${JSON.stringify(release)}, { value: 'r1' })`, context)
  const script = new vm.Script(code, { filename: 'patch.js' })
  script.runInContext(context)
  if (mode === 'reverted') iaso.revert(app)
  if (mode !== 'flipped') return
  let live = true
  vm.runInContext('globalThis', context).__flip = () => {
    live = !live
    if (live) script.runInContext(context)
    else iaso.revert(app)
  }
}

const RUN = {
  script: (files, context) => script(files.main, context),
  commonjs(files, context) {
    const require = () => vm.runInContext("globalThis[Symbol.for('iaso')]", context)
    const module = { exports: {}, require }
    return script(`(function (require, module, exports) {${files.main}\n})`, context).call(
      module.exports,
      require,
      module,
      module.exports,
    )
  },
  async module(files, context) {
    const modules = new Map()
    const load = name => {
      if (!modules.has(name))
        modules.set(
          name,
          name === 'iaso-stub' ? stub(context) : new vm.SourceTextModule(files[name], { context, identifier: name }),
        )
      return modules.get(name)
    }
    const main = load('main')
    await main.link(load)
    await main.evaluate({ timeout: 5000 })
    vm.runInContext('log', context)(main.namespace)
  },
}

function script(code, context) {
  return new vm.Script(code, { filename: 'a.js' }).runInContext(context, { timeout: 5000 })
}

function stub(context) {
  const { define } = vm.runInContext("globalThis[Symbol.for('iaso')]", context)
  return new vm.SyntheticModule(
    ['define'],
    function () {
      this.setExport('define', define)
    },
    { context },
  )
}

function brief(value) {
  return typeof value === 'object' ? 'an object' : typeof value === 'function' ? 'a function' : String(value)
}
