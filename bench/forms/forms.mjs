/** Each form puts its guards into the functions and answers what must stand before the program. */
import { parseExpression, parse as parseScript } from '@babel/parser'

const statement = text => parseScript(text, { allowReturnOutsideFunction: true, sourceType: 'script' }).program.body[0]

const names = node =>
  node.params
    .map(param => (param.type === 'AssignmentPattern' ? param.left : param))
    .filter(({ type }) => type === 'Identifier')
    .map(({ name }) => name)

const result = ({ async, generator }, call) => (generator ? `yield* ${call}` : async ? `await ${call}` : call)

/** Generators and async functions are written into a function of their own kind, or the parser refuses the words. */
function head(fn, text) {
  const { async, generator, kind } = fn
  const around = `${async ? 'async ' : ''}function${generator ? '*' : ''} f() { ${text} }`
  if (kind === 'arrow') return statement(around).body.body[0]
  return statement(around).body.body[0]
}

const guardEach = cell => functions => {
  functions.forEach((fn, at) => {
    const call = `${cell(at)}(${['this', ...names(fn.node)].join(', ')})`
    fn.node.body.body.unshift(head(fn, `if (${cell(at)}) return ${result(fn, call)}`))
  })
}

export const FORMS = {
  /** InstantRun's: one nullable variable a module, a dispatcher with an id and an array of arguments behind it. */
  field: functions => {
    functions.forEach((fn, at) => {
      const call = `$change.dispatch(${at}, [${['this', ...names(fn.node)].join(', ')}])`
      fn.node.body.body.unshift(head(fn, `if ($change) return ${result(fn, call)}`))
    })
    return 'let $change; globalThis.$setChange = value => { $change = value };'
  },
  /** One array a module. */
  array: functions => {
    guardEach(at => `$cells[${at}]`)(functions)
    return `const $cells = new Array(${functions.length}).fill(undefined); globalThis.$cells = $cells;`
  },
  /** Wrapper functions, as most hot reloading does it: declarations and function expressions only, methods as they are. */
  wrapper: functions => wrapEach(functions, at => `$wrap(${at}, $inner)`, WRAPPER),
  /** The same with a Proxy. */
  proxy: functions => wrapEach(functions, at => `$proxy(${at}, $inner)`, PROXY),
}

const WRAPPER = `const $current = []
function $wrap(at, inner) {
  $current[at] = inner
  return function (...args) { return new.target ? Reflect.construct($current[at], args, new.target) : Reflect.apply($current[at], this, args) }
}`

const PROXY = `const $current = []
function $proxy(at, inner) {
  $current[at] = inner
  return new Proxy(inner, {
    apply: (target, self, args) => Reflect.apply($current[at], self, args),
    construct: (target, args, newTarget) => Reflect.construct($current[at], args, newTarget),
  })
}`

/** Only plain methods keep their meaning without more care (\`super\`, \`this\` of arrows): those that can't be wrapped stay plain. */
function wrapEach(functions, wrapper, runtime) {
  functions.forEach((fn, at) => {
    const { node } = fn
    if (node.type !== 'FunctionExpression' || fn.generator || fn.async) return
    const inner = { ...node }
    for (const key of Object.keys(node)) if (!['start', 'end', 'loc'].includes(key)) delete node[key]
    const call = parseExpression(wrapper(at))
    call.arguments[1] = inner
    Object.assign(node, call)
  })
  return runtime
}
