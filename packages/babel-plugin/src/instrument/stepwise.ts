import { parse } from '@babel/parser'
import * as t from '@babel/types'

/**
 * What the guard of an `async` generator does while patched. Delegation (`yield*`) would take microtasks of its own, so the patch's code comes
 * as steps, and what waits, yields and returns is the generator's own frame. `$.n()` runs to the next step `$.v`: await, `yield`,
 * `yield*` or `return`, as `$.k` counts them; `$.s` and `$.t` say how it ended. If the frame is being returned from, `$.f()` has the code's
 * `finally` blocks run, step by step; `$.c` says that they went on elsewhere.
 */
export function stepwise(call: t.Expression, local: (base: string) => string): t.BlockStatement {
  const $ = local('$')
  const error = local('$e')
  const step = `try {
    if (${$}.k > 2) return ${$}.v
    ${$}.s(${$}.k ? ${$}.k > 1 ? yield* ${$}.v : yield ${$}.v : await ${$}.v)
  } catch (${error}) { ${$}.t(${error}) }`
  const code = `async function* f() {
    for (; ${$}.n(); ) ${step} finally {
      for (; ${$}.f(); ) ${step}
      if (${$}.c) continue
    }
    return
  }`
  const [made] = parse(code).program.body
  // positions are of a text that no source map knows
  const { body } = (t.cloneNode(made as t.FunctionDeclaration, true, true) as t.FunctionDeclaration).body
  return t.blockStatement([t.variableDeclaration('const', [t.variableDeclarator(t.identifier($), call)]), ...body])
}
