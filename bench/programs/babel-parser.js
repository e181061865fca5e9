import source from 'text:lodash/lodash.js'
import { parse } from '@babel/parser'

export const about = 'parses lodash'
export const setup = () => () => parse(source, { attachComment: false }).program.body.length
