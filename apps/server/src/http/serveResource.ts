import type { RouterMiddleware } from '@koa/router'
import type { Context } from 'koa'
import { type Actor, anyone } from '../domain/Actor.js'
import { authorise } from '../domain/authorise.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { AddressRate } from '../rates/createAddressRate.js'
import type { ClientRate } from '../rates/createClientRate.js'
import { rateLimited } from '../rates/rateLimited.js'
import type { Authenticate } from './authenticate.js'
import { clientAddressOf } from './clientAddress.js'
import { describeWrite } from './describeWrite.js'
import type { AnyAnswer, RequestContext } from './Handler.js'
import type { Resource, ServedOperation } from './Resource.js'
import { readBody } from './readBody.js'
import { readRequest } from './readRequest.js'
import type { SendAnswer } from './sendAnswer.js'
import type { ShareAcrossOrigins } from './shareAcrossOrigins.js'
import { whenOver } from './takeSocket.js'

type Deps = {
  readonly resource: Resource
  readonly shareAcrossOrigins: ShareAcrossOrigins
  readonly authenticate: Authenticate
  readonly sendAnswer: SendAnswer
  readonly trustedProxyHops: number
  /** Of requests without a key; null is no limit. */
  readonly addressRate: AddressRate | null
  /** Of requests with a key; null is no limit. */
  readonly clientRate: ClientRate | null
  /** Reports a write that left no record in the audit log; in tests and development. */
  readonly checkAnswers: boolean
}

/** Serves one path. The lines stand in the order in which the checks answer. */
export function serveResource({
  resource,
  shareAcrossOrigins,
  authenticate,
  sendAnswer,
  trustedProxyHops,
  addressRate,
  clientRate,
  checkAnswers,
}: Deps): RouterMiddleware {
  const allow = allowedMethods(resource)
  const parameterNames = [...resource.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')

  return async function serve(ctx) {
    shareAcrossOrigins(ctx, resource)
    if (ctx.method === 'OPTIONS') {
      ctx.set('Allow', allow)
      ctx.status = 204
      return
    }
    const operation = resource.operations.get(ctx.method === 'HEAD' ? 'GET' : ctx.method)
    if (!operation) throw new CreditsError('METHOD_NOT_ALLOWED', { headers: { Allow: allow } })
    ctx.state['operation'] = operation
    const accepted = ctx.accepts(operation.mediaTypes.flatMap(spellings))
    if (!accepted) {
      throw new CreditsError('NOT_ACCEPTABLE', { details: { available: operation.mediaTypes } })
    }
    const request = readRequest(ctx, { parameterNames, captures: ctx.captures ?? [] }, operation.parameters)
    const from = clientAddressOf(ctx.req, trustedProxyHops)
    const needsKey = operation.access === 'bearer'
    // A read that has begun was counted when it did.
    const isCounted = needsKey || ctx.state['begunRead'] !== undefined
    if (!isCounted && addressRate?.take(from) === false) throw rateLimited()
    const who = needsKey ? await authenticate(ctx) : anyone
    // The operation asks again, whichever door it is called through; here it is asked before the body is read.
    if (operation.scope) authorise(who, operation.scope)
    if (needsKey && (await clientRate?.take(who.client)) === false) throw rateLimited()
    const body = operation.readBody?.(await readBody(ctx, operation.maxBodyBytes))
    let isRecorded = false
    const onRecorded = () => {
      isRecorded = true
    }
    const actor = operation.writes
      ? { ...who, request: { ...describeWrite(operation, { ...request, body }, ctx), onRecorded } }
      : who
    const context = { ...requestContext(ctx, actor, from), accepted: String(accepted).split(';')[0] ?? '' }
    const answer = await operation.handle({ ...request, body } as never, context)
    if (checkAnswers && operation.writes && !isRecorded) assertReplayed(operation, answer)
    sendAnswer(ctx, operation, answer)
  }
}

/** A write is recorded by the transaction that makes it; only what was made before needs no record of its own. */
function assertReplayed({ id }: ServedOperation, { headers }: AnyAnswer): void {
  if (headers?.['Idempotency-Replayed'] !== 'true') throw new Error(`${id} has left no record in the audit log`)
}

/** A client may name the charset it wants; all we send is UTF-8. */
const spellings = (mediaType: string) => [mediaType, `${mediaType}; charset=utf-8`]

function allowedMethods({ operations }: Resource): string {
  const methods = [...operations.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...methods, 'OPTIONS'].join(', ')
}

function requestContext(
  { res, state }: Context,
  actor: Actor,
  clientAddress: string,
): Omit<RequestContext, 'accepted'> {
  return {
    actor,
    requestId: state['requestId'],
    begunRead: state['begunRead'],
    clientAddress,
    onGone: (listener) => whenOver(res, listener),
  }
}
