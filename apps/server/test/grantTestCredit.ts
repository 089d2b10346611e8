import { randomBytes } from 'node:crypto'
import { type Address, parseMana } from '@credits-server/onchain'
import { isDatabaseLost } from '../src/db/isDatabaseLost.js'
import { recordDemoHistory } from '../src/seed/recordDemoHistory.js'
import type { TestServer } from './startTestServer.js'

type Grant = { readonly mana: string; readonly spentMana?: string; readonly expiresAt?: Date }

/** Grants credits to a user and records them in the ledger, as the seed does. */
export async function grantTestCredit(
  { knex, issuance }: TestServer,
  address: Address,
  ...grants: Grant[]
): Promise<void> {
  const at = new Date()
  const steps = grants.map(({ mana, spentMana = '0', expiresAt = inDays(30) }) => ({
    kind: 'granted' as const,
    at,
    reference: `test:${randomBytes(8).toString('hex')}`,
    valueWei: parseMana(mana),
    spentWei: parseMana(spentMana),
    expiresAt: new Date(Math.ceil(expiresAt.getTime() / 1_000) * 1_000),
  }))
  // A test that has just cut every session has cut this pool's too, and some of them do not know it yet.
  for (let tries = 1; ; tries++) {
    try {
      return await knex.transaction((trx) => recordDemoHistory(trx, { address, steps }, issuance))
    } catch (error) {
      if (tries > 10 || !isDatabaseLost(error)) throw error
    }
  }
}

/** A user nobody has met. */
export function newAddress(): Address {
  return `0x${randomBytes(20).toString('hex')}` as Address
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
