import type { Address, Hex } from '@credits-server/onchain'
import type { Rpc } from '@credits-server/server/dist/chain/openRpc.js'
import type { ContractFunctionArgs } from 'viem'
import type { creditsVerifierAbi } from './generated/CreditsVerifier.js'

/** What was deployed, and where. */
export type Contracts = {
  /** CreditsVerifier, with enough MANA for every test. */
  readonly creditsManager: Address
  readonly mana: Address
  readonly shop: Address
  /** A contract wallet, for several uses in one transaction. */
  readonly wallet: Address
}

/** The one argument of `useCredits`, in the contract's names. */
export type UseCreditsArgs = ContractFunctionArgs<typeof creditsVerifierAbi, 'nonpayable', 'useCredits'>[0]

/** A chain of one's own, with the contracts on it. Every account is unlocked, and no transaction costs anything. */
export type Chain = Contracts & {
  readonly rpcUrl: string
  readonly chainId: number
  /** The account that deployed everything and holds every right. */
  readonly admin: Address
  readonly rpc: Rpc
  /** Sends a transaction from any account and answers its hash. It is sent even if it will revert. */
  send(from: Address, to: Address, data: Hex): Promise<Hex>
  /**
   * What the call would revert with after the latest block, or null when it would not. **Shape:** the bytes as they are.
   * **Units:** `atSeconds` in unix seconds; the time of the latest block without it.
   */
  refusalOf(from: Address, to: Address, data: Hex, atSeconds?: number): Promise<Hex | null>
  grantSigner(signer: Address): Promise<Hex>
  revokeSigner(signer: Address): Promise<Hex>
  /** Uses credits as their user and answers the transaction's hash. */
  useCredits(user: Address, args: UseCreditsArgs): Promise<Hex>
  /** Makes several uses of the wallet's credits in one transaction. */
  useCreditsTogether(uses: readonly UseCreditsArgs[]): Promise<Hex>
  /** The call that takes a price from whoever makes it, for `UseCreditsArgs`. */
  buy(priceWei: bigint): UseCreditsArgs['externalCall']
  /** Mines so many blocks, the first of them with what waits. */
  mine(blocks?: number): Promise<void>
  /** Replaces the last blocks by as many others, in which nothing of ours is; what was in them waits for nothing and is gone. */
  reorg(depth: number): Promise<void>
  /** Gives the next block this time; it may not lie before the last one's. **Units:** unix seconds. */
  setTime(seconds: number): Promise<void>
  /** Resolves when the node is gone, asked or not, with what it complained of. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}
