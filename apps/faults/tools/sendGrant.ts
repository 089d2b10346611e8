import { type Answer, type ClientCut, exchange, requestBytes } from './exchange.js'

/** A grant that a client means to make, by its key however often it sends it. **Units:** `amount` is MANA. */
export type Grant = {
  readonly key: string
  readonly address: string
  readonly amount: string
  /** Taken from the season's budget, and expiring with it. */
  readonly inSeason: boolean
}

/** What one sending came to, as far as the client can tell. */
export type Attempt =
  | { readonly outcome: 'made'; readonly body: string; readonly replayed: boolean }
  /** The server says that this sending has done nothing. */
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string }
  /** A code, or `cut` when the answer did not come or not whole. */
  | { readonly outcome: 'unknown'; readonly code: string }
  /** No connection, so not a byte of it has left. */
  | { readonly outcome: 'not reached' }

type Options = {
  readonly port: number
  readonly rootApiKey: string
  readonly cut?: ClientCut
}

/** Sends a grant once and tells what came of it. */
export async function sendGrant(grant: Grant, { port, rootApiKey, cut }: Options): Promise<Attempt> {
  const answer = await exchange(port, grantBytes(grant, rootApiKey), cut)
  return answer === null ? { outcome: 'not reached' } : classify(answer)
}

/** Builds the request of a grant. */
export function grantBytes({ key, address, amount, inSeason }: Grant, rootApiKey: string): Buffer {
  const term = inSeason ? { seasonId: 1 } : { expiresAt: '2099-12-31T00:00:00Z' }
  const lines = [
    `POST /users/${address}/credits HTTP/1.1`,
    'Content-Type: application/json',
    `Authorization: Bearer ${rootApiKey}`,
    `Idempotency-Key: ${key}`,
  ]
  return requestBytes(lines, JSON.stringify({ type: 'on-demand', amount, reason: 'fault programme', ...term }))
}

function classify({ status, head, body, whole }: Answer): Attempt {
  if (!whole) return { outcome: 'unknown', code: 'cut' }
  if (status === 201) return { outcome: 'made', body, replayed: /^idempotency-replayed: true/im.test(head) }
  const { code }: { code: string } = JSON.parse(body)
  if (code === 'OUTCOME_UNKNOWN' || status === 500) return { outcome: 'unknown', code }
  return { outcome: 'refused', status, code }
}
