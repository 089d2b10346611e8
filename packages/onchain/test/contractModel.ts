import type { UseCreditsArgs } from '../src/index.js'

/** Holds what the model knows of a credit, by its salt. */
export type ModelCredit = { readonly spentWei: bigint; readonly expiresAtSeconds: number; readonly contract: string }

/** Holds the chain at the moment of a call. */
export type Model = {
  readonly contract: string
  readonly nowSeconds: number
  readonly credits: ReadonlyMap<string, ModelCredit>
  /** What the purchase takes. */
  readonly priceWei: bigint
  /** What may still be credited in this hour. */
  readonly hourWei: bigint
}

/**
 * Runs what the contract does with credits, as told by its source and by nothing of this package; throws the name of the error
 * that it reverts with.
 *
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits` and `_handleUncreditedValue`.
 */
export function runUseCredits(
  args: UseCreditsArgs,
  model: Model,
): { spent: Map<string, bigint>; uncreditedWei: bigint } {
  const spent = new Map<string, bigint>()
  let creditedWei = 0n
  if (model.priceWei === 0n) throw new Error('NoMANATransfer')
  if (args.credits.length === 0) throw new Error('NoCredits')
  if (args.creditsSignatures.length !== args.credits.length) throw new Error('InvalidCreditsSignaturesLength')
  if (args.maxCreditedValue === 0n) throw new Error('MaxCreditedValueZero')
  for (const { value, expiresAt, salt } of args.credits) {
    const known = model.credits.get(salt)
    if (value === 0n) throw new Error('InvalidCreditValue')
    if (BigInt(model.nowSeconds) >= expiresAt) throw new Error('CreditExpired')
    if (known?.contract !== model.contract || BigInt(known.expiresAtSeconds) !== expiresAt)
      throw new Error('InvalidSignature')
    const leftWei = value - known.spentWei - (spent.get(salt) ?? 0n)
    if (leftWei === 0n) throw new Error('CreditConsumed')
    const toPayWei = model.priceWei - creditedWei
    const spendWei = toPayWei < leftWei ? toPayWei : leftWei
    spent.set(salt, (spent.get(salt) ?? 0n) + spendWei)
    creditedWei += spendWei
    if (creditedWei === model.priceWei) break
  }
  if (creditedWei > args.maxCreditedValue) throw new Error('MaxCreditedValueExceeded')
  if (creditedWei > model.hourWei) throw new Error('MaxManaCreditedPerHourExceeded')
  const uncreditedWei = model.priceWei - creditedWei
  if (uncreditedWei > args.maxUncreditedValue) throw new Error('MaxUncreditedValueExceeded')
  return { spent, uncreditedWei }
}
