import { describe, expect, test } from 'vitest'
import { NODES } from '../../../testing/nodes.js'
import { Running, TestProject } from './project.js'

/** Evaluates the cart once more at each `see`, and answers what all copies say. */
const MAIN = `
  const carts = []
  exports.see = () => {
    delete require.cache[require.resolve('./cart')]
    carts.push(require('./cart'))
    return carts.map(({ add, waiting }) => [add(), waiting()])
  }`

/** Each copy counts for itself, has closures that live on, a class with a private name, and new code keeps a value of its own. */
const cart = (step: string, added = '') => `
  let count = 0
  ${added}
  class Step { #size = 1; get size() { return this.#size * ${step} } }
  const later = []
  function queue() { const begin = count; later.push(() => [begin, count${added && ', seen.push(count), extra(1)'}].join(' ')) }
  function add() { count += new Step().size; if (later.length === 0) queue(); return count }
  function waiting() { return later.map(f => f()).join() }`

const EXPORTS = { commonjs: 'module.exports = { add, waiting }', typed: 'export { add, waiting }' }

const FIXED = 'const seen = []; let more = 0; function extra(n) { more += n; return (() => more + 0)() }'
const FIXED_AGAIN = 'const seen = []; let more = 0; function extra(n) { more += n; return (() => more + 100)() }'

describe.each(['commonjs', 'typed'] as const)('%s', kind => {
  const file = kind === 'typed' ? 'src/cart.ts' : 'src/cart.js'
  const types = kind === 'typed' ? (code: string) => code.replace('seen = []', 'seen: number[] = []') : String
  const source = (step: string, added?: string) => types(`${cart(step, added)}\n${EXPORTS[kind]}`)

  test.each(NODES)('each copy of a module takes the patch, with its own state: %s', async node => {
    const project = new TestProject({
      'tsconfig.json': '{"compilerOptions":{"module":"commonjs","strict":false}}',
      'src/main.js': MAIN,
      [file]: source('1'),
    })
    await project.build()
    const running = new Running(project, 'dist/main.js', node)
    expect(await running.see()).toEqual([[1, '1 1']])
    expect(await running.see()).toEqual([
      [2, '1 2'],
      [1, '1 1'],
    ])

    expect(await running.apply(await project.patch({ [file]: source('10', FIXED) }, ['new-only']))).toBe('applied')
    expect(await running.see()).toEqual([
      [12, '1 12 1 1'],
      [11, '1 11 1 1'],
      [10, '10 10 1 1'],
    ])

    const again = await project.patch({ [file]: source('100', FIXED_AGAIN) }, ['new-only'])
    expect(await running.apply(again)).toBe('applied')
    expect(await running.see()).toEqual([
      [112, '1 112 2 102'],
      [111, '1 111 2 102'],
      [110, '10 110 2 102'],
      [100, '100 100 1 101'],
    ])

    expect(await running.revert()).toBe('reverted')
    expect(await running.see()).toEqual([
      [113, '1 113'],
      [112, '1 112'],
      [111, '10 111'],
      [101, '100 101'],
      [1, '1 1'],
    ])
    expect(running.errors).toBe('')
  })
})
