import type { Address } from '@credits-server/onchain'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'

/** An account that has signed credits for a contract; none of them expires later than that. */
export type KnownSigner = {
  readonly address: Address
  readonly chainId: number
  readonly contract: Address
  readonly lastExpiresAt: Date
}

/** Reads who has signed credits that may not all have expired, the last to expire first. */
export type ReadSigners = () => Promise<KnownSigner[]>

/** A row for each key and contract there ever was: however many credits there are, these are a few. */
export const signersStatement: ReadStatement = {
  name: 'signers',
  text: `select signer as address, chain_id::text as chain_id, contract, last_expires_at from signers
    where last_expires_at > clock_timestamp() order by last_expires_at desc, signer, chain_id, contract limit 101`,
}

type Row = { address: Address; chain_id: string; contract: Address; last_expires_at: Date }

/** Creates the reader of signers. **Errors:** UNAVAILABLE. */
export function createReadSigners(reads: Pick<ReadPool, 'read'>): ReadSigners {
  return async function readSigners() {
    const rows = await reads.read<Row>(signersStatement, [])
    return rows.map(({ address, chain_id, contract, last_expires_at }) => ({
      address,
      chainId: Number(chain_id),
      contract,
      lastExpiresAt: last_expires_at,
    }))
  }
}
