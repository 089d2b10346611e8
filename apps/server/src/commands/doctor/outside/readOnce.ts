import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import type { Answer, Origin } from './openOrigin.js'

/** A whole answer, and when it was asked for and there. **Units:** milliseconds of this machine's clock. */
export type Read = Pick<Answer, 'status' | 'headers' | 'reused'> & {
  readonly body: string
  readonly askedAtMs: number
  readonly headAtMs: number
  readonly tookMs: number
}

type Options = { readonly method?: string; readonly headers: Readonly<Record<string, string>> }

const patienceMs = 10_000

/** Reads an answer to its end. Rejects when it does not come. */
export async function readOnce(origin: Origin, path: string, { method = 'GET', headers }: Options): Promise<Read> {
  const beganMs = performance.now()
  const askedAtMs = Date.now()
  const answer = await origin.ask(path, { method, headers, signal: AbortSignal.timeout(patienceMs) })
  const headAtMs = Date.now()
  const body = await text(answer.body)
  const tookMs = performance.now() - beganMs
  // Its connection is free for the next one from then on.
  await turn()
  const { status, headers: given, reused } = answer
  return { status, headers: given, reused, body, askedAtMs, headAtMs, tookMs }
}

/** Returns the code of an error that a credits server has answered; null for anything else. */
export function codeOf({ body }: Pick<Read, 'body'>): string | null {
  try {
    const { code } = JSON.parse(body) as { code?: unknown }
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}
