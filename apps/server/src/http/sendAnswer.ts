import type { Context } from 'koa'
import type { TextFeed } from '../exports/TextFeed.js'
import type { StreamFeed } from '../stream/StreamFeed.js'
import type { AnyAnswer } from './Handler.js'
import { type Frame, presentStreamEvent } from './presentStreamEvent.js'
import type { ServedOperation } from './Resource.js'
import { sendFeed } from './sendFeed.js'
import { sendText } from './sendText.js'
import { handOver } from './takeSocket.js'

/** Writes an operation's answer. */
export type SendAnswer = (ctx: Context, operation: ServedOperation, answer: AnyAnswer) => void

type Options = {
  readonly heartbeatMs: number
  /** Holds every answer against the contract first; in tests and development. An answer that differs becomes a 500. */
  readonly checkAnswers: boolean
}

/** Creates the writer of answers: media type, caching, body. What the handler gives as text is sent as it is. */
export function createSendAnswer({ heartbeatMs, checkAnswers }: Options): SendAnswer {
  /** `checked` is the operation whose events are held against the contract; null where none are. */
  function sendStream(ctx: Context, feed: StreamFeed, checked: ServedOperation | null): void {
    ctx.respond = false
    if (ctx.method === 'HEAD') return void ctx.res.end()
    // What is kept for as long as the stream is open is no more than this: not the request, nor its answer.
    const { app } = ctx
    const deps = { heartbeatMs, requestId: ctx.state['requestId'] as string }
    sendFeed(handOver(ctx.res), feed, {
      present: (event) => {
        const frame = presentStreamEvent(event, deps)
        if (checked) assertEventDeclared(checked, frame)
        return frame.bytes
      },
      onError: (error) => app.emit('error', error),
    })
  }

  /** `checked` is the operation whose lines are held against the contract; null where none are. */
  function sendLines(ctx: Context, source: TextFeed, checked: ServedOperation | null): void {
    const feed = checked ? checkLines(checked, source) : source
    ctx.respond = false
    if (ctx.method === 'HEAD') {
      ctx.res.end()
      return void feed.close()
    }
    void sendText(ctx.res, feed, { onError: (error) => ctx.app.emit('error', error, ctx) })
  }

  return function sendAnswer(ctx, operation, answer) {
    if (checkAnswers) assertDeclared(operation, answer)
    ctx.status = answer.status
    ctx.set({ ...answer.headers })
    if (!('type' in answer)) return
    if (answer.type === 'text/event-stream') {
      ctx.set({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store, no-transform',
        // nginx would hold events back until its buffer is full.
        'X-Accel-Buffering': 'no',
        // A client that reconnects must not meet this process over its kept-alive socket while it drains.
        Connection: 'close',
      })
      sendStream(ctx, answer.body, checkAnswers ? operation : null)
      return
    }
    ctx.set('Content-Type', `${answer.type}; charset=utf-8`)
    if (answer.type === 'application/x-ndjson' || answer.type === 'text/csv') {
      sendLines(ctx, answer.body, checkAnswers && answer.type === 'application/x-ndjson' ? operation : null)
      return
    }
    ctx.body = isSerialised(answer.body) ? answer.body : JSON.stringify(answer.body)
  }
}

function assertEventDeclared({ eventProblem }: ServedOperation, { name, data }: Frame): void {
  const problem = eventProblem(name, JSON.parse(data.toString()))
  if (problem) throw new Error(`event ${name} is not what the contract declares: ${problem}`)
}

function checkLines({ id, rowProblem }: ServedOperation, { next, close }: TextFeed): TextFeed {
  return {
    async next() {
      const text = await next()
      for (const line of text?.split('\n').filter(Boolean) ?? []) {
        const row: { readonly end?: unknown } = JSON.parse(line)
        const problem = row.end === true ? null : rowProblem(row)
        if (problem) throw new Error(`${id}: a line is not what the contract declares: ${problem}`)
      }
      return text
    },
    close,
  }
}

function isSerialised(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body)
}

function assertDeclared(operation: ServedOperation, answer: AnyAnswer): void {
  const { status } = answer
  if (!operation.statuses.includes(status)) throw new Error(`${operation.id} may not answer ${status}`)
  if (!('type' in answer)) return
  if (status < 300 && !operation.mediaTypes.includes(answer.type)) {
    throw new Error(`${operation.id} may not answer ${status} as ${answer.type}`)
  }
  if (answer.type !== 'application/json') return
  const body: unknown = isSerialised(answer.body) ? JSON.parse(answer.body.toString()) : answer.body
  const problem = operation.bodyProblem(status, body)
  if (problem) throw new Error(`${operation.id} ${status}: the body is not what the contract declares: ${problem}`)
}
