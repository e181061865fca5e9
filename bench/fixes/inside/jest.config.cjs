const { join } = require('node:path')
const { job } = require('./job.cjs')

const tool = name => join(job.tools, name)
const presets = [
  [tool('@babel/preset-env'), { targets: { node: '20' } }],
  [tool('@babel/preset-typescript'), { allowDeclareFields: true, onlyRemoveTypeImports: false }],
  [tool('@babel/preset-react'), { runtime: 'automatic' }],
]
const plugins = [[tool('@babel/plugin-proposal-decorators'), { legacy: true }]]

module.exports = {
  testMatch: job.files,
  testEnvironment: join(__dirname, `jest.${job.environment}.cjs`),
  setupFilesAfterEnv: [
    ...job.setup.map(name => (name.startsWith('.') ? join(job.root, name) : name)),
    join(__dirname, 'jest.setup.cjs'),
  ],
  transform: {
    '\\.[cm]?[jt]sx?$': [
      tool('babel-jest'),
      { presets, plugins, babelrc: false, configFile: false, sourceMaps: false },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!.*(?:/@iaso/|\\.mjs$))', __dirname],
  moduleNameMapper: {
    ...Object.fromEntries(Object.entries(job.alias).map(([from, to]) => [from, join(job.root, to)])),
    ...(job.files.some(file => /\.tsx?$/.test(file)) ? { '^(\\.{1,2}/.*)\\.js$': '$1' } : {}),
  },
  globals: job.globals,
  modulePathIgnorePatterns: ['<rootDir>/fixes-in', '<rootDir>/fixes-out'],
  testPathIgnorePatterns: [],
  cacheDirectory: join(job.root, 'node_modules/.cache/fixes-jest'),
  testTimeout: 5000,
}
