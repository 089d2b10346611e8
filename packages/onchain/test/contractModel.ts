import { type ListedCredit, MAX_UINT256, type UseCreditsArgs } from '../src/index.js'

/** Holds the chain at the moment of a call, as far as credits go. */
export type Model = {
  readonly chainId: number
  readonly contract: string
  readonly nowSeconds: number
  /** All there are; each on the chain and the contract it was signed for. */
  readonly credits: readonly ListedCredit[]
  /** What the purchase takes. */
  readonly priceWei: bigint
  /** What may still be credited in this hour. */
  readonly hourWei?: bigint | undefined
}

export type ModelResult = { readonly creditedWei: bigint; readonly spentBySalt: ReadonlyMap<string, bigint> }

/**
 * Runs what the contract does with credits, as its source has it and with nothing of this package; throws the name of the error
 * that it reverts with.
 *
 * **Source:** CreditsManagerPolygon `_validateAndApplyCredits` and `_handleUncreditedValue`.
 */
export function runUseCredits(args: UseCreditsArgs, model: Model): ModelResult {
  const spentBySalt = new Map<string, bigint>()
  let creditedWei = 0n
  if (model.priceWei === 0n) throw new Error('NoMANATransfer')
  if (args.credits.length === 0) throw new Error('NoCredits')
  if (args.creditsSignatures.length !== args.credits.length) throw new Error('InvalidCreditsSignaturesLength')
  if (args.maxCreditedValue === 0n) throw new Error('MaxCreditedValueZero')
  for (const { value, expiresAt, salt } of args.credits) {
    if (value === 0n) throw new Error('InvalidCreditValue')
    if (BigInt(model.nowSeconds) >= expiresAt) throw new Error('CreditExpired')
    const signed = model.credits.find(({ onChain }) => onChain?.salt === salt)?.onChain
    const isSigned = signed && BigInt(signed.value) === value && BigInt(signed.expiresAt) === expiresAt
    if (!isSigned || signed.contract !== model.contract || signed.chainId !== model.chainId) {
      throw new Error('InvalidSignature')
    }
    const leftWei = value - BigInt(signed.spent) - (spentBySalt.get(salt) ?? 0n)
    if (leftWei === 0n) throw new Error('CreditConsumed')
    const remainingWei = model.priceWei - creditedWei
    const spendWei = leftWei > remainingWei ? remainingWei : leftWei
    spentBySalt.set(salt, (spentBySalt.get(salt) ?? 0n) + spendWei)
    creditedWei += spendWei
    if (creditedWei === model.priceWei) break
  }
  if (creditedWei > args.maxCreditedValue) throw new Error('MaxCreditedValueExceeded')
  if (creditedWei > (model.hourWei ?? MAX_UINT256)) throw new Error('MaxManaCreditedPerHourExceeded')
  if (model.priceWei - creditedWei > args.maxUncreditedValue) throw new Error('MaxUncreditedValueExceeded')
  return { creditedWei, spentBySalt }
}
