import postcss from 'postcss'

export const about = 'parses, walks and prints a style sheet'
export const setup = () => {
  const rules = Array.from(
    { length: 300 },
    (_, at) => `.c${at} > a:hover, #i${at} { color: rgb(${at % 255}, 0, 0); margin: ${at}px auto /* note */; }`,
  )
  const css = rules.join('\n')
  return () => {
    const root = postcss.parse(css)
    root.walkDecls('margin', declaration => {
      declaration.value = `${declaration.value} !important`
    })
    return root.toString().length
  }
}
