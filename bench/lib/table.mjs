/** @param rows arrays of text and numbers; @returns lines, first column to the left, the others to the right */
export function table(head, rows) {
  const cells = [head, ...rows].map(row => row.map(cell => (typeof cell === 'number' ? cell.toFixed(3) : String(cell))))
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column].length)))
  const line = row =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join('  ')
      .trimEnd()
  return [line(cells[0]), widths.map(width => '-'.repeat(width)).join('  '), ...cells.slice(1).map(line)].join('\n')
}

/** `1.02 (1.00–1.03)` */
export const spread = ({ ratio, low, high }) => `${ratio.toFixed(3)} (${low.toFixed(2)}–${high.toFixed(2)})`

/** One row a program, one column an engine; below, the geometric means. */
export function matrix(rows, rowOf, columnOf, ratioOf, mean) {
  const names = list => [...new Set(list)]
  const columns = names(rows.map(columnOf))
  const of = (name, column) => rows.find(row => rowOf(row) === name && columnOf(row) === column)
  const cell = row => (row ? spread(ratioOf(row)) : '')
  const lines = names(rows.map(rowOf)).map(name => [name, ...columns.map(column => cell(of(name, column)))])
  const means = columns.map(column =>
    mean(rows.filter(row => columnOf(row) === column).map(row => ratioOf(row).ratio)).toFixed(3),
  )
  return table(['', ...columns], [...lines, ['geometric mean', ...means]])
}
