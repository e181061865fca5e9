/** Programs made up to a size; the same size always gives the same program. */

/** As many functions as asked for, in features of ten: declarations, arrows, a class, closures. Half of them run at the start. */
export function application(functions) {
  const features = Math.ceil(functions / 10)
  const parts = Array.from({ length: features }, (_, at) => feature(at))
  const starts = Array.from({ length: features }, (_, at) => `start${at}`)
  return `${parts.join('\n')}
const starts = [${starts.join(', ')}]
export const setup = () => () => starts.reduce((sum, start, at) => sum + start(at), 0)
`
}

/** A function more or less of this is a function: 8 are named, 2 are closures. */
const feature = at => `
const rate${at} = ${(at % 7) + 1}
function price${at}(order) {
  const total = order.lines.reduce((sum, line) => sum + line.count * line.price, 0)
  return order.member ? total * (1 - rate${at} / 100) : total
}
const describe${at} = ({ name, count }, unit = 'pieces') => (count > 0 ? \`\${name}: \${count} \${unit}\` : \`\${name}: sold out\`)
class Store${at} {
  constructor(lines) {
    this.lines = lines
    this.listeners = []
  }
  subscribe(listener) {
    this.listeners.push(listener)
    return () => this.listeners.splice(this.listeners.indexOf(listener), 1)
  }
  add(line) {
    this.lines = [...this.lines, line]
    for (const listener of this.listeners) listener(this.lines)
  }
}
function validate${at}(input) {
  if (typeof input.email !== 'string' || !input.email.includes('@')) return { field: 'email', reason: 'not an address' }
  if (input.lines.length === 0) return { field: 'lines', reason: 'nothing ordered' }
  return undefined
}
function start${at}(count) {
  const store = new Store${at}([{ name: 'tea', count, price: 3 }])
  store.add({ name: 'pot', count: 1, price: 20 })
  return price${at}({ lines: store.lines, member: count % 2 === 0 })
}
export const feature${at} = { describe: describe${at}, validate: validate${at} }
`

/** One function that calls `count` small ones: what the inliner has a budget for. */
export function leaves(count) {
  const names = Array.from({ length: count }, (_, at) => `leaf${at}`)
  return `${names.map((name, at) => `function ${name}(a, b) { return (a ^ ${at + 1}) + b }`).join('\n')}
function caller(n) {
  let sum = n
  ${names.map(name => `sum = ${name}(sum, n) | 0`).join('\n  ')}
  return sum
}
export const setup = () => () => { let sum = 0; for (let at = 0; at < 1000; at++) sum = (sum + caller(at)) | 0; return sum }
`
}
