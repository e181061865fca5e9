import source from 'text:lodash/lodash.js'
import { parse } from 'acorn'

export const about = 'parses lodash'
export const setup = () => () => parse(source, { ecmaVersion: 'latest' }).body.length
