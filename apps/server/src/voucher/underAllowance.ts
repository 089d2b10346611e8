import { CreditsError } from '../errors/CreditsError.js'
import { AllowanceShort, type HeldAllowance } from './Allowance.js'
import type { Issuance } from './signVoucher.js'

/**
 * Runs work that signs, and that can be done again: a transaction and what belongs to it. Where the process does not hold what
 * the work wants to sign, it is given up, what is wanted is got while no transaction is open, and it is done again. So a refusal
 * of the signer comes after every other one, is no part of a transaction, and is not remembered under an idempotency key.
 *
 * **Errors:** those of `work`; SIGNER_LIMIT, UNAVAILABLE.
 */
export async function underAllowance<T>(issuance: Issuance, work: (issuance: Issuance) => Promise<T>): Promise<T> {
  let held: HeldAllowance | undefined
  try {
    for (let triesLeft = mostTries; ; triesLeft -= 1) {
      try {
        return await work(held ? { ...issuance, allowance: held } : issuance)
      } catch (error) {
        if (!(error instanceof AllowanceShort)) throw error
        held?.release()
        held = undefined
        if (triesLeft === 0) throw new CreditsError('UNAVAILABLE', { cause: error })
        held = await issuance.allowance.hold(error.wanted)
      }
    }
  } finally {
    held?.release()
  }
}

/** Twice in a row an hour does not end; the rest is for a history that is told in many steps, and for what nobody has thought of. */
const mostTries = 20
