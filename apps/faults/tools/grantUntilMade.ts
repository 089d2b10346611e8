import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

type Options = {
  /** Of an instance, or of what stands before several. */
  readonly url: string
  readonly rootApiKey: string
  readonly address: string
  /** A day unless given. */
  readonly expiresInSeconds?: number
}

/** Nothing in the programme is down for longer. */
const patienceMs = 60_000

/**
 * Grants 1 MANA: sends one key until the server says that it is made, and answers performance.now() of that moment. A grant
 * whose expiry has passed meanwhile is refused for good, and is asked for anew.
 */
export async function grantUntilMade(options: Options): Promise<number> {
  const until = performance.now() + patienceMs
  let request = requestOf(options)
  for (;;) {
    const said = await send(`${options.url}/users/${options.address}/credits`, request)
    if (said === 'made') return performance.now()
    if (performance.now() > until) throw new Error(`a grant is not made: ${said}`)
    if (said.includes('EXPIRY_IN_PAST')) request = requestOf(options)
    else await sleep(50)
  }
}

/** **Units:** an expiry is in whole seconds. */
function requestOf({ rootApiKey, expiresInSeconds = 86_400 }: Options): RequestInit {
  const expiresAt = `${new Date(Date.now() + expiresInSeconds * 1_000).toISOString().slice(0, 19)}Z`
  return {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${rootApiKey}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
    },
    body: JSON.stringify({ type: 'on-demand', amount: '1', reason: 'fault programme', expiresAt }),
  }
}

/** A server that is killed, or has lost its database, may have made it or not; the key settles that. */
async function send(url: string, request: RequestInit): Promise<string> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) })
    const text = await response.text()
    return response.status === 201 ? 'made' : `${response.status} ${text}`
  } catch (error) {
    return String(error)
  }
}
