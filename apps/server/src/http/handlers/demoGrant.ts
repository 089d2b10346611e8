import type { Actor } from '../../domain/Actor.js'
import { grantCredits } from '../../domain/grantCredits.js'
import { CreditsError } from '../../errors/CreditsError.js'
import type { DemoUser } from '../../pages/presentHomePage.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

type Deps = Parameters<typeof grantCredits>[0] & {
  /** Empty unless the demo is seeded. */
  readonly demoUsers: readonly DemoUser[]
}

const demo: Actor = { client: 'demo', scopes: ['credits:grant'] }
const grant = { type: 'on-demand', amount: '1', reason: 'The button on the start page' } as const

/** Answers demoGrant: 1 MANA for a demo user, through the operation that every grant goes through. */
export function createDemoGrant({ demoUsers, ...deps }: Deps): Handler<'demoGrant'> {
  const addresses = new Set(demoUsers.map(({ address }) => address))
  return async function demoGrant({ path, headers }) {
    if (addresses.size === 0) throw new CreditsError('NOT_FOUND')
    const address = readAddress(path.address)
    if (!addresses.has(address)) throw new CreditsError('USER_NOT_FOUND')
    const input = { actor: demo, address, idempotencyKey: headers['Idempotency-Key'], grant, cause: 'demo' as const }
    const { credit, replayed } = await grantCredits(deps, input)
    const replay = replayed ? { headers: { 'Idempotency-Replayed': 'true' } } : {}
    return { status: 201, type: 'application/json', ...replay, body: credit }
  }
}
