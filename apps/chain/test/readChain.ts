import { encodeSpentValue, type Hex } from '@credits-server/onchain'
import type { Chain } from '../src/Chain.js'

/** A log as a node gives it. */
export type Log = { readonly topics: Hex[]; readonly data: Hex; readonly address: string }

/** What became of a transaction; `status` is 0x1 for one that was done. */
export type Receipt = { readonly status: string; readonly blockNumber: string; readonly logs: Log[] }

/** Reads what became of a transaction that is in a block. */
export async function readReceipt({ rpc }: Chain, hash: Hex): Promise<Receipt> {
  const receipt = (await rpc('eth_getTransactionReceipt', [hash])) as Receipt | null
  if (receipt === null) throw new Error('this transaction is in no block')
  return receipt
}

/** What the contract says was spent of a credit. **Units:** wei. */
export async function spentValue({ rpc, creditsManager }: Chain, hash: Hex): Promise<bigint> {
  return BigInt((await rpc('eth_call', [{ to: creditsManager, data: encodeSpentValue(hash) }])) as Hex)
}
