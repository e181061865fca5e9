/** A page that jobs are run in, with files from a server of this process. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title>'

/* c8 ignore start: runs in the page */
export async function inPage({ job, ...options }) {
  const { jobs } = await import('/lib/jobs.mjs')
  const patch = file =>
    new Promise((done, fail) => {
      const script = document.createElement('script')
      Object.assign(script, { src: `/file${file}`, onload: () => done(), onerror: () => fail(new Error(file)) })
      document.head.append(script)
    })
  return jobs[job]({ load: file => import(`/file${file}`), patch }, options)
}
/* c8 ignore stop */

export function serve() {
  // Isolated pages have the finer clock.
  const headers = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cache-control': 'no-store',
  }
  const server = createServer(({ url }, response) => {
    if (url === '/') response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(PAGE)
    else if (url === '/lib/jobs.mjs') send(response, new URL('./jobs.mjs', import.meta.url))
    else if (url.startsWith('/file/')) send(response, url.slice('/file'.length))
    else response.writeHead(404).end()
  })
  const send = (response, file) =>
    response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(readFileSync(file))
  return new Promise(done => server.listen(0, () => done(server)))
}
