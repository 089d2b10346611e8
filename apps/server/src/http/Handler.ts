import type { JsonText, OperationId, operations } from '@credits-server/contract'
import type { JsonBytes } from '../balance/JsonBytes.js'
import type { Snapshot } from '../balance/Snapshot.js'
import type { Actor } from '../domain/Actor.js'
import type { TextFeed } from '../exports/TextFeed.js'
import type { StreamFeed } from '../stream/StreamFeed.js'

/** The parsed and validated request of an operation, of the types the contract declares. */
export type OperationRequest<K extends OperationId> = {
  readonly path: Declared<operations[K]['parameters'], 'path'>
  readonly query: Declared<operations[K]['parameters'], 'query'>
  readonly headers: Declared<operations[K]['parameters'], 'header'>
  readonly body: operations[K] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? Body
    : undefined
}

/** What every handler may know of the request beside its input. */
export type RequestContext = {
  readonly requestId: string
  /** Who asks; nobody in particular for a public operation. */
  readonly actor: Actor
  /** Which media type of the operation the client would have, as its `Accept` says. */
  readonly accepted: string
  /** Whom limits count the request for. */
  readonly clientAddress: string
  /** The read of the balance that was begun for this request already, by the quick way. */
  readonly begunRead: Promise<Snapshot> | undefined
  /** Calls back when the answer is out or the client has gone, whichever comes first. */
  readonly onGone: (listener: () => void) => void
}

/** An answer of an operation: a status, media type and body that the contract declares for it, and no other. */
export type OperationAnswer<K extends OperationId> = AnswerOf<operations[K]['responses']>

/** The answer of any operation, told apart by status and media type. */
export type AnyAnswer = { [K in OperationId]: OperationAnswer<K> }[OperationId]

/** Answers one operation. It knows HTTP and the contract; it throws a CreditsError for whatever is not a success. */
export type Handler<K extends OperationId> = (
  request: OperationRequest<K>,
  context: RequestContext,
) => Promise<OperationAnswer<K>> | OperationAnswer<K>

/** One handler for every operation; one that is missing does not compile. */
export type HandlerTable = { readonly [K in OperationId]: Handler<K> }

type Declared<Parameters, Place extends string> = Parameters extends { [P in Place]?: infer Input }
  ? [Input] extends [undefined]
    ? Record<never, never>
    : NonNullable<Input>
  : Record<never, never>

type AnswerOf<Responses> = {
  [Status in keyof Responses & number]: Responses[Status] extends { content: infer Content }
    ? { [Type in keyof Content]: Answer<Status> & { type: Type; body: BodyOf<Type, Content[Type]> } }[keyof Content]
    : Answer<Status>
}[keyof Responses & number]

type Answer<Status> = { status: Status; headers?: Readonly<Record<string, string>> }

/**
 * JSON may be given as a value or as text or bytes that are serialised already; a stream is given as where its events come from, and what
 * has many lines as where its text comes from.
 */
type BodyOf<Type, Schema> = Type extends 'application/json'
  ? Schema | JsonText<Schema> | JsonBytes<Schema>
  : Type extends 'text/event-stream'
    ? StreamFeed
    : Type extends 'application/x-ndjson' | 'text/csv'
      ? TextFeed
      : string
