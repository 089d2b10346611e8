import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import { CreditsError } from '../errors/CreditsError.js'
import { presentError } from './presentError.js'
import type { ServedOperation } from './Resource.js'

type Options = {
  readonly logger: Logger
  /** Reports an error code that the contract does not declare for the operation; in tests and development. */
  readonly checkAnswers: boolean
  /** Called when nobody knows whether a write was committed. */
  readonly onOutcomeUnknown: () => void
}

/** Turns whatever is thrown behind it into an answer. */
export function createAnswerErrors({ logger, checkAnswers, onOutcomeUnknown }: Options): Middleware {
  return async function answerErrors(ctx, next) {
    try {
      await next()
    } catch (error) {
      if (error instanceof CreditsError && error.code === 'OUTCOME_UNKNOWN') onOutcomeUnknown()
      const requestId: string = ctx.state['requestId']
      const operation: ServedOperation | undefined = ctx.state['operation']
      const stray = checkAnswers && error instanceof CreditsError && operation && !operation.errors.includes(error.code)
      const shown = stray ? new Error(`${operation.id} does not declare ${error.code} in the contract`) : error
      log(logger, shown, requestId)
      const { status, headers, body } = presentError(shown, requestId)
      ctx.status = status
      ctx.set(headers)
      ctx.body = JSON.stringify(body)
    }
  }
}

/** Refusals are the client's business and stand in the request's own line; trouble is the operator's. */
function log(logger: Logger, error: unknown, requestId: string): void {
  if (!(error instanceof CreditsError)) logger.error({ err: error, requestId }, 'request failed')
  else if (error.cause !== undefined) logger.warn({ err: error.cause, code: error.code, requestId }, 'request refused')
}
