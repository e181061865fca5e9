import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { WebSocketServer } from 'ws'
import { products, sales, tickAt } from './catalogue.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))

// No eval, no inline script, nothing from elsewhere: a patch has to live with that, too.
const policyFor = scripts =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
  ].join('; ')

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
}

const MAX_BODY = 64 * 1024
const SALE_MS = 30 * 60_000

class HttpError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'cache-control': 'no-store', ...headers })
  response.end(body)
}

const sendJson = (response, status, value) =>
  send(response, status, JSON.stringify(value), { 'content-type': types['.json'] })

async function bodyOf(request) {
  let text = ''
  for await (const chunk of request) {
    text += chunk
    if (text.length > MAX_BODY) throw new HttpError(413, 'The order is too large')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpError(400, 'The order is not JSON')
  }
}

/** The file's bytes, or null: outside of the root, a directory, or not there. */
async function fileIn(root, path) {
  const file = resolve(root, `.${path}`)
  if (!file.startsWith(resolve(root) + sep)) return null
  return readFile(file).catch(() => null)
}

async function sendFile(response, root, path, headers) {
  const bytes = await fileIn(root, path)
  if (!bytes) return false
  send(response, 200, bytes, { 'content-type': types[extname(path)] ?? 'application/octet-stream', ...headers })
  return true
}

function isOrder(order) {
  const texts = [order?.name, order?.email, order?.address, order?.region]
  return texts.every(text => typeof text === 'string' && text) && Array.isArray(order.lines) && order.lines.length > 0
}

/** Orders are kept in memory and counted from HC-1001. */
function createOrders() {
  const orders = new Map()
  return {
    get: id => orders.get(id),
    place(request) {
      if (!isOrder(request)) throw new HttpError(422, 'The order is incomplete')
      const { name, email, address, region, lines, totalCents } = request
      const order = {
        id: `HC-${1001 + orders.size}`,
        placedAt: Date.now(),
        name,
        email,
        address,
        region,
        lines,
        totalCents,
      }
      orders.set(order.id, order)
      return order
    },
  }
}

function createApi(shop) {
  const orders = createOrders()
  const found = (value, what) => {
    if (!value) throw new HttpError(404, `There is no such ${what}`)
    return value
  }
  const routes = [
    ['GET', /^\/api\/shop$/, () => shop],
    ['GET', /^\/api\/products$/, () => products],
    [
      'GET',
      /^\/api\/products\/([^/]+)$/,
      (_, id) =>
        found(
          products.find(product => product.id === id),
          'product',
        ),
    ],
    ['GET', /^\/api\/sales$/, () => sales],
    ['GET', /^\/api\/orders\/([^/]+)$/, (_, id) => found(orders.get(id), 'order')],
    ['POST', /^\/api\/orders$/, async request => orders.place(await bodyOf(request))],
  ]
  return async (request, response, path) => {
    for (const [method, pattern, answer] of routes) {
      const match = request.method === method && pattern.exec(path)
      if (match) return sendJson(response, method === 'POST' ? 201 : 200, await answer(request, match[1]))
    }
    throw new HttpError(404, 'There is nothing here')
  }
}

function createFeed(http, tickMs) {
  const sockets = new WebSocketServer({ server: http, path: '/feed' })
  sockets.opened = 0
  sockets.on('connection', socket => {
    sockets.opened += 1
    let seq = 0
    socket.send(JSON.stringify({ type: 'hello' }))
    const timer = setInterval(() => socket.send(JSON.stringify(tickAt(++seq))), tickMs)
    socket.on('close', () => clearInterval(timer))
  })
  return sockets
}

/**
 * Serves the built shop, its API, its feed, and the patches for it.
 *
 * @param {object} [options]
 * @param {number} [options.port] 0, the default, takes a free one.
 * @param {string} [options.dist] The built application; by default the example's dist.
 * @param {string} [options.patches] What `/iaso/` serves; it needn't exist yet; by default the example's patches.
 * @param {number} [options.tickMs] Milliseconds between two ticks of the feed; 1000 by default.
 * @param {number} [options.reservationSeconds] How long a cart is held; 600 by default.
 * @param {string} [options.scripts] What the page's policy lets run, as `script-src`; only the shop's own files by default.
 * @returns {Promise<{ url: string, sockets(): number, close(): Promise<void> }>} `url` without a slash at the end; `sockets`: how
 *   many connections the feed ever had
 */
export async function startServer({
  port = 0,
  dist = resolve(here, 'dist'),
  patches = resolve(here, 'patches'),
  tickMs = 1000,
  reservationSeconds = 600,
  scripts = "'self'",
} = {}) {
  const shop = {
    name: 'Harbour Coffee',
    flashSale: { category: 'gear', percent: 15, endsAt: Date.now() + SALE_MS },
    reservationSeconds,
  }
  const api = createApi(shop)

  async function route(request, response) {
    const path = decodeURIComponent(new URL(request.url, 'http://shop').pathname)
    if (path.startsWith('/api/')) return api(request, response, path)
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpError(405, 'Only GET here')
    if (path.startsWith('/iaso/')) {
      if (await sendFile(response, patches, path.slice('/iaso'.length))) return
      throw new HttpError(404, 'There is no such patch')
    }
    const forever = { 'cache-control': 'public, max-age=31536000, immutable' }
    if (await sendFile(response, dist, path, path.startsWith('/assets/') ? forever : {})) return
    if (extname(path)) throw new HttpError(404, 'There is no such file')
    if (!(await sendFile(response, dist, '/index.html')))
      throw new HttpError(503, 'Build the shop first: npm run build')
  }

  const http = createServer((request, response) => {
    response.setHeader('content-security-policy', policyFor(scripts))
    response.setHeader('x-content-type-options', 'nosniff')
    route(request, response).catch(error => {
      const status = error instanceof HttpError ? error.status : error instanceof URIError ? 400 : 500
      sendJson(response, status, { error: status === 500 ? 'The shop stumbled' : error.message })
    })
  })
  const feed = createFeed(http, tickMs)

  await new Promise((done, failed) => {
    http.once('error', failed)
    http.listen(port, '127.0.0.1', done)
  })

  return {
    url: `http://127.0.0.1:${http.address().port}`,
    sockets: () => feed.opened,
    close() {
      for (const socket of feed.clients) socket.terminate()
      feed.close()
      http.closeAllConnections()
      return new Promise(done => http.close(() => done()))
    },
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startServer({ port: Number(process.env.PORT ?? 4173) })
  console.log(`Harbour Coffee is open: ${url}`)
}
