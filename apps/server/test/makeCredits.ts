import { randomUUID } from 'node:crypto'
import type { Address } from '@credits-server/onchain'
import { changeBalance } from '../src/ledger/changeBalance.js'
import { issueCredits } from '../src/ledger/issueCredits.js'
import type { TestServer } from './startTestServer.js'

/** A credit to make. Unclaimed it waits until `claimBy`. */
type Wanted = {
  readonly wei?: bigint
  readonly expiresAt?: Date
  readonly claimed?: boolean
  readonly claimBy?: Date
  readonly at?: Date
  readonly issuer?: string
  readonly reference?: string
  readonly reason?: string
  readonly annotation?: string
}

/** Issues credits to a user, one operation each, claimed or not, and returns their ids. */
export async function makeCredits(
  { knex, issuance }: Pick<TestServer, 'knex' | 'issuance'>,
  address: Address,
  ...wanted: readonly Wanted[]
): Promise<string[]> {
  const ids: string[] = []
  for (const { wei = 1_000n, expiresAt = new Date('2099-01-01Z'), claimed = true, claimBy, at, ...words } of wanted) {
    await knex.transaction((trx) =>
      changeBalance(trx, { address, actor: 'maker', cause: 'operator', ...(at ? { at } : {}) }, async (user) => {
        const terms = {
          issuer: words.issuer ?? 'maker',
          reference: words.reference ?? `made:${randomUUID()}`,
          valueWei: wei,
          expiresAt,
          season: null,
          reason: words.reason ?? null,
          annotation: words.annotation ?? null,
        }
        const [issued] = await issueCredits(trx, user, [terms], issuance)
        if (!issued || !('creditId' in issued.fact)) throw new Error('no credit was issued')
        const { creditId: id } = issued.fact
        if (!claimed)
          await trx('credits')
            .where({ id })
            .update({ claimed_at: null, claim_by: claimBy ?? null })
        ids.push(id)
        return [issued.fact]
      }),
    )
  }
  return ids
}

/** Claims a credit that waits, as of now. */
export async function claimForTest(
  { knex }: Pick<TestServer, 'knex'>,
  address: Address,
  creditId: string,
): Promise<void> {
  await knex.transaction((trx) =>
    changeBalance(trx, { address, actor: 'maker', cause: 'goal' }, async (user) => {
      const claimed = await trx('credits')
        .where({ id: creditId, claimed_at: null, revoked_at: null })
        .update({ claimed_at: user.at })
        .returning('value_wei')
      return claimed.map(({ value_wei }) => ({ kind: 'claimed', creditId, amountWei: BigInt(value_wei) }))
    }),
  )
}
