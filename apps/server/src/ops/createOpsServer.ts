import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Metrics } from './createMetrics.js'
import type { Readiness } from './createReadiness.js'

type Options = {
  readonly metrics: Metrics
  readonly checkReadiness: () => Promise<Readiness>
}

type Answer = { readonly status: number; readonly type: string; readonly body: string }

/**
 * Creates the operator's listener, apart from the public one so that it answers however busy that is. Liveness never touches
 * the database: a restart does not mend one, it only adds a storm of reconnects.
 */
export function createOpsServer({ metrics, checkReadiness }: Options): Server {
  const routes = new Map<string, () => Promise<Answer>>([
    ['/health/live', async () => json(200, { status: 'live' })],
    ['/health/ready', async () => presentReadiness(await checkReadiness())],
    ['/metrics', async () => ({ ...text(200, await metrics.registry.metrics()), type: metrics.registry.contentType })],
  ])
  const paths = `${[...routes.keys()].join('\n')}\n`

  async function answer({ method, url = '' }: IncomingMessage): Promise<Answer> {
    const route = routes.get(url.split('?')[0] ?? '')
    if (!route) return text(404, paths)
    if (method !== 'GET' && method !== 'HEAD') return text(405, 'Only GET and HEAD.\n')
    // A metric that cannot be read must not end the process that it measures.
    return route().catch((error: unknown) => text(500, `${error}\n`))
  }
  return createServer(async (request, response) => {
    const { status, type, body } = await answer(request)
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-store' }
    response.writeHead(status, status === 405 ? { ...headers, Allow: 'GET, HEAD' } : headers).end(body)
  })
}

function presentReadiness({ ready, reason }: Readiness): Answer {
  return ready ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', reason })
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(body)}\n` }
}

function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body }
}
