/** A page that jobs are run in, with files from a server of this process. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title>'

/* c8 ignore start: runs in the page */
async function inPage({ job, ...options }) {
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

/**
 * A browser as an engine: every job in a context of its own.
 *
 * @param newContext opens one
 */
export async function pageEngine(browser, names, newContext) {
  const server = await serve()
  const origin = `http://localhost:${server.address().port}`
  return {
    ...names,
    async run(job) {
      const context = await newContext()
      try {
        const page = await context.newPage()
        await page.goto(`${origin}/`)
        return await page.evaluate(inPage, job)
      } finally {
        await context.close()
      }
    },
    async close() {
      await browser.close()
      server.close()
    },
  }
}

function serve() {
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
