import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { transact } from '../db/transact.js'
import { type ChangeAuthor, changeBalance } from '../ledger/changeBalance.js'
import { moveSpent } from '../ledger/moveSpent.js'

type Input = ChangeAuthor & {
  readonly address: Address
  readonly creditId: string
  readonly amountWei: bigint
}

/** Records that a part of a credit was spent, and returns the user's version. Whoever calls it has seen the spend. */
export function recordSpend(knex: Knex, { address, actor, cause, creditId, amountWei }: Input): Promise<number> {
  return transact(knex, (trx) =>
    changeBalance(trx, { address, actor, cause }, async (user) => [
      await moveSpent(trx, user, { kind: 'spent', creditId, amountWei }),
    ]),
  )
}
