/**
 * Reports text that is not an exact amount of MANA; its message says what is wrong and what to write instead.
 *
 * **Errors:** thrown by `parseMana` only.
 */
export class InvalidAmountError extends Error {
  // A literal, not `new.target.name`: minifiers rename classes.
  override readonly name = 'InvalidAmountError'
}
