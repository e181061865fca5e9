import { createElement as h, memo, useMemo } from 'react'
import { renderToString } from 'react-dom/server.browser'

export const about = 'renders a table of 200 rows to text'
const Cell = ({ value, wide }) => h('td', { className: wide ? 'wide' : undefined, title: `value ${value}` }, value)
const Row = memo(({ row }) =>
  h(
    'tr',
    { id: row.id, style: { color: row.color } },
    row.cells.map((value, at) => h(Cell, { key: at, value, wide: at === 0 })),
  ),
)
function Table({ rows }) {
  const sorted = useMemo(() => [...rows].sort((a, b) => b.cells[1] - a.cells[1]), [rows])
  return h(
    'table',
    null,
    h(
      'tbody',
      null,
      sorted.map(row => h(Row, { key: row.id, row })),
    ),
  )
}
export const setup = () => {
  const rows = Array.from({ length: 200 }, (_, at) => ({
    id: `r${at}`,
    color: at % 2 ? 'red' : 'blue',
    cells: [`name & ${at}`, at % 17, at * 3],
  }))
  return () => renderToString(h(Table, { rows })).length
}
