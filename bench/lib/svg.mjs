/** Line charts, as one SVG file without scripts or fonts of its own. */

const WIDTH = 720
const HEIGHT = 400
const EDGE = { left: 60, right: 210, top: 40, bottom: 50 }
const COLOURS = ['#0b6e99', '#b5462f', '#3a7d44', '#7a4f9e', '#9a7b16', '#444']

/**
 * @param {{ title: string, x: string, y: string, lines: { name: string, dashed?: boolean, points: [number, number][] }[] }} chart
 * Two lines that follow each other share a colour if the first is dashed.
 */
export function curves({ title, x, y, lines }) {
  const all = lines.flatMap(({ points }) => points)
  const [maxX, maxY] = [0, 1].map(axis => Math.max(...all.map(point => point[axis])))
  const place = ([px, py]) => [
    EDGE.left + (px / maxX) * (WIDTH - EDGE.left - EDGE.right),
    HEIGHT - EDGE.bottom - (py / maxY) * (HEIGHT - EDGE.top - EDGE.bottom),
  ]
  const pairs = lines.some(({ dashed }) => dashed) ? 2 : 1
  const parts = lines.map(({ name, dashed, points }, at) => {
    const colour = COLOURS[Math.floor(at / pairs) % COLOURS.length]
    const dash = dashed ? ' stroke-dasharray="5 4"' : ''
    const path = points
      .map(point =>
        place(point)
          .map(value => value.toFixed(1))
          .join(','),
      )
      .join(' ')
    const legend = EDGE.top + at * 18
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>
<line x1="${WIDTH - EDGE.right + 20}" x2="${WIDTH - EDGE.right + 44}" y1="${legend}" y2="${legend}" stroke="${colour}" stroke-width="2"${dash}/>
<text x="${WIDTH - EDGE.right + 50}" y="${legend + 4}">${escaped(name)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${EDGE.left}" y="22" font-size="15">${escaped(title)}</text>
${axis(0, maxX, x, place)}
${axis(1, maxY, y, place)}
${parts.join('\n')}
</svg>
`
}

function axis(which, max, name, place) {
  const [x0, y0] = place([0, 0])
  const ticks = Array.from({ length: 6 }, (_, at) => (max * at) / 5)
  const labels = ticks.map(value => {
    const [px, py] = place(which === 0 ? [value, 0] : [0, value])
    const text = value >= 10 ? value.toFixed(0) : value.toPrecision(2)
    return which === 0
      ? `<text x="${px}" y="${y0 + 18}" text-anchor="middle">${text}</text>`
      : `<text x="${x0 - 8}" y="${py + 4}" text-anchor="end">${text}</text><line x1="${x0}" x2="${WIDTH - EDGE.right}" y1="${py}" y2="${py}" stroke="#eee"/>`
  })
  const caption =
    which === 0
      ? `<text x="${(WIDTH - EDGE.right + EDGE.left) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(name)}</text>`
      : `<text x="14" y="${HEIGHT / 2}" transform="rotate(-90 14 ${HEIGHT / 2})" text-anchor="middle">${escaped(name)}</text>`
  return [...labels, caption].join('\n')
}

const escaped = text => text.replace(/[&<>]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign])
