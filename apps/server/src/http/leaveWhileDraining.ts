import type { Middleware } from 'koa'

/**
 * Tells every client of a server that drains to come back over another connection. [V] Without it a stream that was ended
 * comes back to the same process over its kept-alive socket.
 */
export function createLeaveWhileDraining(draining: AbortSignal): Middleware {
  return async function leaveWhileDraining(ctx, next) {
    try {
      await next()
    } finally {
      // Asked behind the answer: a request that was under way when the drain began would keep its socket, and the process with it.
      if (draining.aborted && !ctx.headerSent) ctx.set('Connection', 'close')
    }
  }
}
