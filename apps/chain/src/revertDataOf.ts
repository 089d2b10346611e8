import type { Hex } from '@credits-server/onchain'
import { RpcRefusal } from '@credits-server/server/dist/chain/openRpc.js'

/**
 * Takes the bytes that a contract reverted with out of a node's refusal.
 *
 * **Errors:** throws the error on when it is not a contract's.
 */
export function revertDataOf(error: unknown): Hex {
  if (error instanceof RpcRefusal && typeof error.data === 'string') return error.data as Hex
  throw error
}
