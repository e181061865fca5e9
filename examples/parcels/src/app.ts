import fastify, { type FastifyRequest } from 'fastify'
import { handle } from './jobs/labels.js'
import { createQueue } from './jobs/queue.js'
import { type Parcel, quote, Zone } from './quotes.js'
import { Sessions } from './sessions.js'
import { startSettlement } from './settlement/index.js'

const COOKIE = /(?:^|;\s*)session=([\w-]+)/

export function createApp() {
  const app = fastify()
  const sessions = new Sessions()
  const queue = createQueue(handle)
  const settlement = startSettlement()
  let parcels = 0

  app.get<{ Querystring: { grams: string; zone?: string } }>('/quote', async request => {
    return { pid: process.pid, cents: quote(toParcel(request.query)) }
  })

  app.post<{ Body: { user: string } }>('/login', async (request, reply) => {
    reply.header('set-cookie', `session=${sessions.login(request.body.user)}; HttpOnly`)
    return { ok: true }
  })

  app.get('/', async (request, reply) => {
    const greeting = sessions.greet(sessionOf(request))
    return greeting === undefined ? reply.code(401).send({ error: 'Log in first' }) : { greeting }
  })

  app.post<{ Body: { grams: number; zone?: string } }>('/parcels', async request => {
    const cents = quote(toParcel(request.body))
    parcels += 1
    settlement.book(cents)
    return { parcel: parcels, cents, job: queue.add('label', parcels) }
  })

  app.get('/jobs', async () => queue.report())
  app.get('/settlement', async () => settlement.report())
  app.addHook('onClose', async () => void (await settlement.stop()))
  return app
}

function toParcel({ grams, zone = 'City' }: { readonly grams: string | number; readonly zone?: string }): Parcel {
  return { grams: Number(grams), zone: Zone[zone as keyof typeof Zone] ?? Zone.City }
}

function sessionOf({ headers }: FastifyRequest): string | undefined {
  return COOKIE.exec(headers.cookie ?? '')?.[1]
}
