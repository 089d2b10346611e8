import type { Hex } from './Hex.js'
import { minWei } from './minWei.js'
import type { SpendPlan } from './planSpend.js'
import type { ExternalCall, UseCreditsArgs } from './UseCreditsArgs.js'

/** Says what a plan pays for. */
export type UseCreditsOptions = {
  /** The purchase. `expiresAt` and `salt` are of custom calls only. */
  readonly externalCall: Omit<ExternalCall, 'expiresAt' | 'salt'> & Partial<ExternalCall>
  /** Of custom calls only: who may has signed `customExternalCallHash`. */
  readonly customExternalCallSignature?: Hex | undefined
  /**
   * How much more than the plan's price may be taken, in wei, such as for a price that is fixed in dollars: credits of the plan
   * with something left pay it first, then the user. Nothing if it is left out.
   */
  readonly slippageWei?: bigint | undefined
}

const NO_SALT: Hex = '0x0000000000000000000000000000000000000000000000000000000000000000'

/**
 * Makes of a plan the arguments of `useCredits`, for viem's `args` and, spread, for ethers.
 *
 * **Shape:** they allow exactly the price of the plan, and `slippageWei` beyond it: not a wei more can leave credits and user.
 * Before that the user must have approved the contract for `maxUncreditedValue` of MANA, unless it is 0.
 * **Errors:** `RangeError` for a plan without credits, which the contract refuses: pay in MANA; and for a negative `slippageWei`.
 * **Source:** CreditsManagerPolygon `useCredits(UseCreditsArgs calldata _args)`.
 */
export function toUseCreditsArgs(plan: SpendPlan, options: UseCreditsOptions): readonly [UseCreditsArgs] {
  const { externalCall, customExternalCallSignature = '0x', slippageWei = 0n } = options
  // [chain] NoCredits
  if (plan.vouchers.length === 0) throw new RangeError('The plan has no credits: pay in MANA, without the contract.')
  if (slippageWei < 0n) throw new RangeError('slippageWei must be at least 0.')
  const mostWei = plan.priceWei + slippageWei
  const leftWei = plan.vouchers.reduce((sum, voucher) => sum + voucher.leftWei, 0n)
  const maxCreditedValue = minWei(leftWei, mostWei)
  return [
    {
      credits: plan.vouchers.map(({ valueWei, expiresAtSeconds, salt }) => {
        return { value: valueWei, expiresAt: BigInt(expiresAtSeconds), salt }
      }),
      creditsSignatures: plan.vouchers.map(({ signature }) => signature),
      externalCall: {
        target: externalCall.target,
        selector: externalCall.selector,
        data: externalCall.data,
        expiresAt: externalCall.expiresAt ?? 0n,
        salt: externalCall.salt ?? NO_SALT,
      },
      customExternalCallSignature,
      maxUncreditedValue: mostWei - maxCreditedValue,
      maxCreditedValue,
    },
  ]
}
