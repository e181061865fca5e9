import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFolder } from '../../../testing/folder.js'
import { modulePath } from '../src/paths.js'

test.each([
  ['/app/src/cart.ts', 'src/cart.ts'],
  ['/app/src/App.vue?vue&type=template&lang.js', 'src/App.vue?vue&type=template&lang.js'],
  ['/node_modules/react/index.js', '../node_modules/react/index.js'],
  ['\0/app/node_modules/react/index.js?commonjs-es-import', 'node_modules/react/index.js'],
  ['\0/app/node_modules/react/index.js?commonjs-module', 'node_modules/react/index.js'],
  ['\0virtual:pwa', 'virtual:pwa'],
  ['express', 'express'],
])('%s → %s', (id, path) => {
  expect(modulePath('/app', id)).toBe(path)
})

test('a linked package is known by its real place', () => {
  const root = openFolder({ 'packages/ui/index.js': '', 'app/package.json': '{}' })
  mkdirSync(join(root, 'app/node_modules'))
  symlinkSync(join(root, 'packages/ui'), join(root, 'app/node_modules/ui'))
  writeFileSync(join(root, 'packages/ui/button.js'), '')
  expect(modulePath(join(root, 'app'), join(root, 'app/node_modules/ui/button.js'))).toBe('../packages/ui/button.js')
})
