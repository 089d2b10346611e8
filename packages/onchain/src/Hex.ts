/**
 * Spells bytes as `0x` and two hex digits each.
 *
 * **Shape:** the type cannot say how many digits there are; functions that need a width check it.
 * Everything this package returns is lower-case, except `checksumAddress`.
 */
export type Hex = `0x${string}`
