import type { RevocationCalls } from '@credits-server/contract'
import { encodeRevokeCredits, type Hex } from '@credits-server/onchain'
import type { ReadPool, ReadStatement } from '../db/openReadPool.js'
import { isSeenOnChain } from './isSeenOnChain.js'

/** Reads what to send to the chains, in calls of at most so many credits. */
export type ReadRevocationCalls = (perCall: number) => Promise<RevocationCalls>

type Row = { chain_id: string; contract: string; hash: Hex }

/** An answer of 200 kB; who sends these calls comes back for the rest. */
const mostAtOnce = 2_000

/** Of itself the contract refuses what is expired or used up; to revoke that would cost gas for nothing. */
const statement: ReadStatement = {
  name: 'revocationCalls',
  text: `
select c.chain_id, c.contract, c.hash
from credits c
where c.revoked_at is not null and c.expires_at > clock_timestamp() and c.spent_wei < c.value_wei and not ${isSeenOnChain}
order by c.revoked_at, c.id
limit ${mostAtOnce + 1}`,
}

/** Creates the reader of the calls that revoke on chain: one round trip. **Errors:** UNAVAILABLE. */
export function createReadRevocationCalls(reads: ReadPool): ReadRevocationCalls {
  return async function readRevocationCalls(perCall) {
    const rows = await reads.read<Row>(statement, [])
    const byTarget = new Map<string, { chainId: number; contract: string; hashes: Hex[] }>()
    for (const { chain_id: chainId, contract, hash } of rows.slice(0, mostAtOnce)) {
      const target = byTarget.get(`${chainId} ${contract}`) ?? { chainId: Number(chainId), contract, hashes: [] }
      target.hashes.push(hash)
      byTarget.set(`${chainId} ${contract}`, target)
    }
    const calls = [...byTarget.values()].flatMap(({ chainId, contract, hashes }) =>
      Array.from({ length: Math.ceil(hashes.length / perCall) }, (_, nth) => {
        const creditHashes = hashes.slice(nth * perCall, (nth + 1) * perCall)
        return { chainId, contract, creditHashes, data: encodeRevokeCredits(creditHashes) }
      }),
    )
    return { calls, hasMore: rows.length > mostAtOnce }
  }
}
