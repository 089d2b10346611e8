import { type Address, creditsSignerRole, encodeHasRole } from '@credits-server/onchain'
import { type Rpc, RpcLost, RpcRefusal } from '../chain/openRpc.js'

/** Whose role is asked for, and where. */
export type SignerPlace = { readonly address: Address; readonly chainId: number; readonly contract: Address }

/** What a node says of a signer. What it could not be asked is `unknown`, and no reason for anything. */
export type RoleAnswer =
  | { readonly state: 'held' | 'missing' | 'noContract' }
  | { readonly state: 'otherChain'; readonly chainId: string }
  | { readonly state: 'unknown'; readonly cause: RpcLost | RpcRefusal }

/** Asks a node whether it is one of the chain, whether the contract is there, and whether the signer holds its role. */
export async function askSignerRole(rpc: Rpc, { address, chainId, contract }: SignerPlace): Promise<RoleAnswer> {
  try {
    const told = await rpc('eth_chainId', [])
    if (!isHex(told)) throw new RpcLost('eth_chainId: the answer is no number')
    if (BigInt(told) !== BigInt(chainId)) return { state: 'otherChain', chainId: String(BigInt(told)) }
    const code = await rpc('eth_getCode', [contract, 'latest'])
    if (code === '0x') return { state: 'noContract' }
    const data = encodeHasRole({ role: creditsSignerRole, account: address })
    const word = await rpc('eth_call', [{ to: contract, data }, 'latest'])
    if (word === '0x') return { state: 'noContract' }
    if (typeof word !== 'string' || !/^0x0{63}[01]$/.test(word)) throw new RpcLost('eth_call: the answer is no bool')
    return { state: word.endsWith('1') ? 'held' : 'missing' }
  } catch (error) {
    if (error instanceof RpcRefusal && /revert/i.test(error.message)) return { state: 'noContract' }
    if (error instanceof RpcLost || error instanceof RpcRefusal) return { state: 'unknown', cause: error }
    throw error
  }
}

const isHex = (value: unknown): value is string => typeof value === 'string' && /^0x[0-9a-fA-F]{1,64}$/.test(value)
