import Papa from 'papaparse'

export const about = 'CSV of 2,000 rows to objects and back'
export const setup = () => {
  const lines = Array.from({ length: 2000 }, (_, at) => `${at},"name, ${at}",${at * 1.25},"say ""hi""",${at % 2 === 0}`)
  const text = `id,name,price,quote,sold\n${lines.join('\n')}`
  return () => {
    const { data } = Papa.parse(text, { header: true, dynamicTyping: true })
    const dear = data.filter(row => row.price > 100).map(row => ({ ...row, price: row.price * 2 }))
    return Papa.unparse(dear).length
  }
}
