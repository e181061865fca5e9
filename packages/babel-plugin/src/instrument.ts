import generatorModule from '@babel/generator'
import { analyze } from './analyze/index.js'
import { addMarks } from './analyze/marks.js'
import { addReaders } from './analyze/readers.js'
import type { Instrumented, InstrumentOptions } from './api.js'
import { instrumentModule, recordOf } from './instrument/index.js'
import { notTooDeep, parse } from './parse.js'

// Babel 7 is CommonJS, Babel 8 is not
export const generate = (
  'default' in generatorModule ? generatorModule.default : generatorModule
) as typeof import('@babel/generator').default

/**
 * Puts a guard into every function of a module and records what a patch must know of it.
 *
 * @example
 * const { code, record } = instrument(source, { path: 'src/cart.ts', id: 'k3j2hd', fingerprint: 'F1nG3', format: 'module' })
 * @throws IasoError IASO1104 it can't be parsed; IASO1105 it is guarded already.
 */
export function instrument(code: string, options: InstrumentOptions): Instrumented {
  return notTooDeep(options.path, () => guarded(code, options))
}

function guarded(code: string, options: InstrumentOptions): Instrumented {
  const file = parse(code, options.format, options.path)
  const module = analyze(file.program, options.format, options.path)
  const record = addMarks(addReaders(recordOf(module, options.provided, options.bundled), module), module)
  instrumentModule(module, record, options)
  const output = generate(
    file,
    {
      sourceMaps: options.sourceMaps ?? true,
      sourceFileName: options.path,
      retainLines: options.retainLines ?? false,
      ...(options.inputMap === undefined ? {} : { inputSourceMap: options.inputMap }),
      jsescOption: { minimal: true },
    },
    code,
  )
  return { code: output.code, map: output.map ?? undefined, record }
}
