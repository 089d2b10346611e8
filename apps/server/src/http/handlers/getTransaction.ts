import type { Hex } from '@credits-server/onchain'
import type { ReadTransaction } from '../../chain/readTransaction.js'
import type { CreatePatience } from '../../waits/createPatience.js'
import type { Handler } from '../Handler.js'

type Deps = { readonly readTransaction: ReadTransaction; readonly createPatience: CreatePatience }

/** Answers getTransaction: what a transaction on chain took from credits, and how deep it is. */
export function createGetTransaction({ readTransaction, createPatience }: Deps): Handler<'getTransaction'> {
  return async function getTransaction({ path, query: { until } }, context) {
    const hash = path.hash.toLowerCase() as Hex
    const waiting = until === undefined ? null : { until, patience: createPatience(context) }
    return { status: 200, type: 'application/json', body: await readTransaction(hash, waiting) }
  }
}
