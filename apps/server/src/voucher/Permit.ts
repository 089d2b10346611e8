import type { Allowance, Wanted } from './Allowance.js'

type Signed = { readonly valueWei: bigint; readonly expiresAtSeconds: number }

/** What may be signed: taken from the allowance at once, for all of it or nothing. No voucher is signed without one. */
export class Permit {
  readonly #expiresAtSeconds: number
  #leftWei: bigint

  /** **Errors:** AllowanceShort. */
  constructor(allowance: Allowance, wanted: Wanted) {
    allowance.take(wanted)
    this.#leftWei = wanted.wei
    this.#expiresAtSeconds = wanted.expiresAtSeconds
  }

  /** Uses up what one voucher is worth. */
  use({ valueWei, expiresAtSeconds }: Signed): void {
    if (valueWei > this.#leftWei || expiresAtSeconds > this.#expiresAtSeconds) throw new Error('this was not permitted')
    this.#leftWei -= valueWei
  }
}
