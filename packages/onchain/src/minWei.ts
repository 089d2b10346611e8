/** Takes the smaller of two amounts: `Math.min` knows no bigint. */
export function minWei(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
