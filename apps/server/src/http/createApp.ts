import Koa from 'koa'
import type { Logger } from 'pino'
import type { Balances } from '../balance/createBalances.js'
import { compileContract } from '../contract/compileContract.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { Metrics } from '../ops/createMetrics.js'
import type { AddressRate } from '../rates/createAddressRate.js'
import type { ClientRate } from '../rates/createClientRate.js'
import { createAnswerErrors } from './answerErrors.js'
import { createAnswerReads } from './answerReads.js'
import type { Authenticate } from './authenticate.js'
import { createRouter } from './createRouter.js'
import { createGuardHead } from './guardHead.js'
import type { HandlerTable } from './Handler.js'
import { createIdentifyRequest } from './identifyRequest.js'
import { createLeaveWhileDraining } from './leaveWhileDraining.js'
import { createNoteRequest, createObserveRequests } from './observeRequests.js'
import { createSendAnswer } from './sendAnswer.js'
import { type CorsOrigins, createShareAcrossOrigins } from './shareAcrossOrigins.js'

type Options = {
  readonly handlers: HandlerTable
  readonly balances: Pick<Balances, 'peek' | 'read' | 'doubt'>
  readonly logger: Logger
  readonly metrics: Metrics
  readonly corsOrigins: CorsOrigins
  readonly heartbeatMs: number
  readonly checkAnswers: boolean
  readonly authenticate: Authenticate
  readonly trustedProxyHops: number
  readonly addressRate: AddressRate | null
  readonly clientRate: ClientRate | null
  readonly draining: AbortSignal
}

/** Creates the Koa app: the contract's operations and nothing else. */
export function createApp({
  handlers,
  balances,
  logger,
  metrics,
  corsOrigins,
  heartbeatMs,
  checkAnswers,
  authenticate,
  trustedProxyHops,
  addressRate,
  clientRate,
  draining,
}: Options): Koa {
  const app = new Koa()
  const shareAcrossOrigins = createShareAcrossOrigins(corsOrigins)
  const sendAnswer = createSendAnswer({ heartbeatMs, checkAnswers })
  const router = createRouter({
    contract: compileContract(),
    handlers,
    shareAcrossOrigins,
    authenticate,
    sendAnswer,
    trustedProxyHops,
    addressRate,
    clientRate,
    checkAnswers,
  })

  const noteRequest = createNoteRequest({ logger, metrics })
  app.use(createAnswerReads({ balances, corsOrigins, trustedProxyHops, addressRate, draining, noteRequest }))
  app.use(createIdentifyRequest())
  app.use(createLeaveWhileDraining(draining))
  app.use(createObserveRequests(noteRequest))
  app.use(createAnswerErrors({ logger, checkAnswers, onOutcomeUnknown: balances.doubt }))
  app.use(createGuardHead(shareAcrossOrigins))
  app.use(router.routes())
  app.use(async function refuseUnknownPath(ctx) {
    // A route that has answered does not come here: no route calls `next`.
    shareAcrossOrigins(ctx)
    throw new CreditsError('NOT_FOUND')
  })
  // What reaches Koa itself happened after the head was sent; a client that left is nobody's trouble.
  app.on('error', (error: NodeJS.ErrnoException) => {
    if (!/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(error.code ?? ''))
      logger.error({ err: error }, 'answer broke off')
  })
  return app
}
