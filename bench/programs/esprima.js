import source from 'text:lodash/lodash.js'
import esprima from 'esprima'

export const about = 'tokenizes and parses lodash'
export const setup = () => () => esprima.parseScript(source, { range: true }).body.length
