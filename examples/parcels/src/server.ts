import cluster from 'node:cluster'
import { createApp } from './app.js'
import { startLive } from './live.js'

/** `PORT`, and `WORKERS` for so many processes that share it: then sessions and jobs are each process's own. */
async function main(): Promise<void> {
  const workers = Number(process.env['WORKERS'] ?? 0)
  if (cluster.isPrimary && workers > 0) {
    for (let i = 0; i < workers; i++) cluster.fork()
    return
  }
  const app = createApp()
  startLive(app.server)
  console.log(await app.listen({ port: Number(process.env['PORT'] ?? 3000) }))
}

void main()
