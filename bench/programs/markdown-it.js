import source from 'text:zod/README.md'
import MarkdownIt from 'markdown-it'

export const about = 'Markdown to HTML, with links and typography'
export const setup = () => {
  const md = new MarkdownIt({ html: true, linkify: true, typographer: true })
  return () => md.render(source).length
}
