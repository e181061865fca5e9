// Transforms the cases that come in with the Babel they name; run by plugin.test.ts, for each Babel with a Node that it runs on.
import { readFileSync } from 'node:fs'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import iaso from '../../dist/index.js'

const { babel: name, cases } = JSON.parse(readFileSync(0, 'utf8'))
const loaded = await import(name)
const babel = loaded.transformSync ? loaded : loaded.default

/** As small as a preset can be: both do their work when the program ends, like those of Babel. */
const PRESETS = {
  late: () => ({
    plugins: [
      {
        visitor: {
          Program: {
            exit: path =>
              path.traverse({
                Identifier(id) {
                  if (id.node.name === 'MARK') id.node.name = 'REPLACED'
                },
              }),
          },
        },
      },
    ],
  }),
  commonjs: () => ({
    plugins: [
      ({ template }) => ({
        visitor: {
          Program: {
            exit(path) {
              path.node.sourceType = 'script'
              for (const each of path.get('body')) {
                if (each.isImportDeclaration())
                  each.replaceWith(
                    template.statement('const NAME = require(FROM)')({
                      NAME: each.node.specifiers[0].local,
                      FROM: each.node.source,
                    }),
                  )
                else if (each.isExportNamedDeclaration()) each.replaceWith(each.node.declaration)
              }
            },
          },
        },
      }),
    ],
  }),
}

const outcomes = {}
for (const [key, { code, options, plugin, presets = [] }] of Object.entries(cases)) {
  try {
    const root = process.cwd()
    const result = babel.transformSync(code, {
      ...{
        filename: `${root}/src/a.js`,
        root,
        configFile: false,
        babelrc: false,
        sourceMaps: true,
        plugins: [[iaso, { app: 'shop', ...plugin }]],
      },
      presets: presets.map(preset => PRESETS[preset]),
      ...(options && 'filename' in options ? {} : options),
      ...(key === 'nameless' ? { filename: undefined } : {}),
    })
    outcomes[key] = {
      code: result.code,
      sources: result.map.sources,
      here: positions(result),
      iaso: result.metadata.iaso,
    }
  } catch (error) {
    outcomes[key] = { error: error.message }
  }
}
process.stdout.write(JSON.stringify(outcomes))

function positions({ code, map }) {
  const lines = code.split('\n')
  return lines.flatMap((line, index) => {
    const column = line.indexOf('"HERE"')
    if (column < 0) return []
    const { line: from, column: at } = originalPositionFor(new TraceMap(map), { line: index + 1, column })
    return [`${from}:${at}`]
  })
}
