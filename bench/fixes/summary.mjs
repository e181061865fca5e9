import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What became of all fixes so far. */
export function summary(folder) {
  const fixes = readdirSync(folder).flatMap(file => Object.values(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
  const tried = fixes.filter(({ skipped }) => !skipped)
  const sizes = tried.flatMap(({ bytes }) => bytes ?? []).sort((a, b) => a - b)
  return [
    `${fixes.length} fixes, ${tried.length} of them tell the base from the fix here`,
    ...countBy(tried, ({ verdict }) => verdict).map(
      ([verdict, count]) => `  ${verdict}: ${count}${right(tried, verdict)}`,
    ),
    ...countBy(
      tried.flatMap(({ codes }) => codes),
      code => code,
    ).map(([code, count]) => `  ${code}: ${count}`),
    `median patch: ${sizes[Math.floor(sizes.length / 2)] ?? '-'} B brotli`,
  ].join('\n')
}

function right(tried, verdict) {
  const count = when =>
    tried.filter(each => each.verdict === verdict && each[when] && each[when].failed.length === 0).length
  const rejected = tried.filter(each => each.verdict === verdict && each.warm?.rejected).length
  const refused = rejected > 0 ? `, warm rejected on condition ${rejected}` : ''
  return verdict === 'refused' ? '' : `, right cold ${count('cold')}, warm ${count('warm')}${refused}`
}

function countBy(list, keyOf) {
  const counts = new Map()
  for (const each of list) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
