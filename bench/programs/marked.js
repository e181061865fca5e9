import source from 'text:zod/README.md'
import { marked } from 'marked'

export const about = 'Markdown to HTML'
export const setup = () => () => marked.parse(source).length
