import { type ErrorCode, errorCodes } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { demoUsers } from '../../../seed/demoUsers.js'
import { type Finding, problem, skipped } from '../Finding.js'
import type { Origin } from './openOrigin.js'
import { codeOf, type Read, readOnce } from './readOnce.js'

/** Whose balance is watched and the first answer to who reads it; or why nobody's is. */
export type Watched = {
  readonly address: Address
  readonly first: Read
  /** Null where the balance can be read. */
  readonly finding: Finding | null
}

/** Finds a balance to watch: of the user who was named, else of the demo if the server has one. */
export async function findWatched(
  origin: Origin,
  named: Address | null,
  headers: Readonly<Record<string, string>>,
): Promise<Watched> {
  const address = named ?? demoUsers.fresh.address
  const first = await readOnce(origin, `/users/${address}/credits`, { headers })
  return { address, first, finding: judge(first, named) }
}

function judge(first: Read, named: Address | null): Finding | null {
  if (first.status === 200 && hasCredits(first)) return null
  const { location } = first.headers
  if (location !== undefined && first.status >= 300) {
    return problem(
      'server',
      `it sends clients on to ${location}`,
      'Use that URL: pages must not be redirected each time.',
    )
  }
  const code = codeOf(first)
  if (code === null || !(code in errorCodes)) {
    const found = `what answers (${first.status}) is no credits server`
    return problem('server', found, 'Correct the URL, or see where the proxy leads it.')
  }
  if (code !== 'USER_NOT_FOUND' && code !== 'USER_FLAGGED') {
    return problem('server', `it answers ${first.status} ${code}`, errorCodes[code as ErrorCode].remedy)
  }
  const remedy = 'Name a user who has credits with --user; the stream and what hangs on it was not checked.'
  if (named === null) return skipped('user', 'the server has no demo users, and nobody else is known here', remedy)
  return problem('user', `${named} has no balance that could be watched (${code})`, remedy)
}

function hasCredits({ body }: Read): boolean {
  try {
    return Array.isArray((JSON.parse(body) as { credits?: unknown }).credits)
  } catch {
    return false
  }
}
