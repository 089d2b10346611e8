/** Takes the smaller of two amounts: `Math.min` knows no bigint. */
export function minWei(a: bigint, b: bigint): bigint {
  // biome-ignore lint/complexity/useMathMinMax: it throws for a bigint.
  return a < b ? a : b
}
