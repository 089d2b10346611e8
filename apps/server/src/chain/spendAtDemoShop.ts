import type { Balance } from '@credits-server/contract'
import {
  type Address,
  encodeUseCredits,
  explainRevert,
  formatMana,
  type Hex,
  planSpend,
  type SpendPlan,
  toUseCreditsArgs,
} from '@credits-server/onchain'
import type { ReadSnapshot } from '../balance/readSnapshot.js'
import { CreditsError } from '../errors/CreditsError.js'
import type { DemoShop } from './openDemoShop.js'
import { RpcLost, RpcRefusal } from './openRpc.js'

type Deps = { readonly readSnapshot: ReadSnapshot; readonly shop: DemoShop }

/** What is bought, and by whom. */
export type DemoPurchase = {
  readonly address: Address
  readonly amountWei: bigint
  /** The only credit it may be taken from. */
  readonly creditId?: string | undefined
}

/** [chain] The first four bytes of keccak256("buy(uint256)"). */
const buySelector = '0xd96a094a'

/** A demo's purchase is in a block within seconds; a credit that expires before that would make the contract refuse all. */
const minedWithinSeconds = 5

/** Each costs gas, and of a thousand no more is to be learnt than of these. */
const maxCredits = 50

/**
 * Buys something at the demo's shop in a user's name and answers the transaction's hash. Nothing changes here: the balance
 * follows when the transaction is in a block and its events are read.
 *
 * **Errors:** those of the snapshot; CREDIT_NOT_FOUND when the credit is not one that can be spent now, SPEND_NOT_COVERED,
 * SPEND_REFUSED when the contract would refuse it after what is on its way already; CHAIN_UNAVAILABLE.
 */
export async function spendAtDemoShop({ readSnapshot, shop }: Deps, purchase: DemoPurchase): Promise<Hex> {
  const snapshot = await readSnapshot(purchase.address)
  const { credits } = JSON.parse(snapshot.body().toString()) as Balance
  const offered = purchase.creditId === undefined ? credits : credits.filter(({ id }) => id === purchase.creditId)
  if (purchase.creditId !== undefined && offered.length === 0) throw new CreditsError('CREDIT_NOT_FOUND')

  const minedAtSeconds = snapshot.clock.databaseMs / 1_000 + minedWithinSeconds
  const plan = planSpend(offered, purchase.amountWei, minedAtSeconds, { maxCredits })
  if (plan.uncreditedWei > 0n) {
    throw new CreditsError('SPEND_NOT_COVERED', { details: { available: formatMana(plan.creditedWei) } })
  }
  const transaction = { from: purchase.address, to: plan.contract, data: encodePurchase(plan, shop.address) }
  try {
    const gas = await shop.rpc('eth_estimateGas', [transaction, 'pending'])
    return (await shop.rpc('eth_sendTransaction', [{ ...transaction, gas: withMargin(gas as Hex) }])) as Hex
  } catch (error) {
    throw explain(error)
  }
}

function encodePurchase(plan: SpendPlan, shop: Address): Hex {
  const price: Hex = `0x${plan.priceWei.toString(16).padStart(64, '0')}`
  return encodeUseCredits(
    toUseCreditsArgs(plan, { externalCall: { target: shop, selector: buySelector, data: price } }),
  )
}

/** The first use of an hour, or of a credit, costs a little more than another one. */
function withMargin(gas: Hex): Hex {
  return `0x${((BigInt(gas) * 3n) / 2n).toString(16)}`
}

function explain(error: unknown): unknown {
  const { name, data, remedy } = { data: undefined, ...explainRevert(error) }
  if (error instanceof RpcRefusal && data !== null) {
    return new CreditsError('SPEND_REFUSED', { details: { revert: name, remedy }, cause: error })
  }
  const isTheNode = error instanceof RpcRefusal || error instanceof RpcLost
  return isTheNode ? new CreditsError('CHAIN_UNAVAILABLE', { cause: error }) : error
}
