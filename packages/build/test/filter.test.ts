import { expect, test } from 'vitest'
import { applicationFilter } from '../src/filter.js'
import type { IasoOptions } from '../src/options.js'

const guards = (path: string, options: IasoOptions = {}) => applicationFilter(options)(path)

test.each([
  'src/cart.ts',
  'src/App.tsx',
  'main.mjs',
  'src/App.vue',
  'src/App.vue?vue&type=script&setup=true&lang.ts',
  'src/App.vue?vue&type=template&lang.js',
  'src/App.svelte',
  'pages/post.mdx',
])('guards %s', path => expect(guards(path)).toBe(true))

test.each([
  'node_modules/react/index.js',
  '../node_modules/react/index.js',
  '../shared/money.ts',
  'src/style.css',
  'src/data.json',
  'src/logo.svg',
  'src/App.vue?vue&type=style&index=0&lang.css',
  'src/App.svelte?svelte&type=style&lang.css',
  'src/App.vue?vue&type=i18n&index=0',
  'src/sum.ts?worker',
  'src/sum.ts?worker&inline',
  'src/sum.ts?raw',
  'src/sum.ts?url',
  'index.html?html-proxy&index=0.js',
  'virtual:routes.js',
])('leaves %s alone', path => expect(guards(path)).toBe(false))

test('include takes in what lies outside, exclude wins over it', () => {
  const options = { include: ['../shared/**', /^node_modules\/our-/], exclude: '**/*.gen.ts' }
  expect(guards('../shared/money.ts', options)).toBe(true)
  expect(guards('node_modules/our-ui/index.js', options)).toBe(true)
  expect(guards('node_modules/react/index.js', options)).toBe(false)
  expect(guards('../shared/api.gen.ts', options)).toBe(false)
  expect(guards('src/api.gen.ts', options)).toBe(false)
})
