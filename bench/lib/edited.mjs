/** Programs of which something is patched. */
import { join } from 'node:path'
import { choose, edit } from './edits.mjs'
import { guard, minified, patch, write } from './program.mjs'

/** @returns the patch of the hottest function, of 5 % of them, and of all, each with the fresh build that it stands for */
export async function editedForms(program, engine, folder) {
  const { calls } = await engine.run({ job: 'count', program: program.guarded })
  // Not each function has a body to put a statement into.
  const ids = calls.map(([name]) => Number.parseInt(name.slice(7), 36))
  const hottest = ids.find(id => edit(program.code, [id]) !== program.code)
  const edited = async (form, ids) => variant(program, folder, form, edit(program.code, ids))
  return [
    await edited('hottest', [hottest]),
    await edited('5 %', choose(program.code, Math.ceil(program.functions / 20))),
    await variant(program, folder, 'all', program.code, { drill: true }),
  ]
}

async function variant({ name, mapping }, folder, form, code, options) {
  const { code: script, report } = await patch(mapping, code, options)
  const stem = `${name}.${form.replace(/\W/g, '')}`
  write(folder, { [`${stem}.patch.js`]: script, [`${stem}.fresh.mjs`]: await minified(guard(code, name).code) })
  return {
    form,
    patched: report.functions,
    patch: join(folder, `${stem}.patch.js`),
    fresh: join(folder, `${stem}.fresh.mjs`),
  }
}
