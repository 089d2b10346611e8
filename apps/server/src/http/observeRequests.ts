import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Metrics } from '../ops/createMetrics.js'
import type { ServedOperation } from './Resource.js'

type Options = { readonly logger: Logger; readonly metrics: Metrics }

/** Writes one log line and one measurement for each request when its answer is out, a stream's when it ends. */
export function createObserveRequests({ logger, metrics }: Options): Middleware {
  return async function observeRequests(ctx, next) {
    const startedAtMs = performance.now()
    ctx.res.once('close', () => {
      const operation = (ctx.state['operation'] as ServedOperation | undefined)?.id ?? 'none'
      const ms = performance.now() - startedAtMs
      metrics.requestSeconds.observe({ operation, status: ctx.status }, ms / 1_000)
      const { method, path, status } = ctx
      logger.info(
        { requestId: ctx.state['requestId'], method, path, operation, status, ms: Math.round(ms * 10) / 10 },
        'request',
      )
    })
    await next()
  }
}
