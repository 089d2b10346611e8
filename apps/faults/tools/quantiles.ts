/** Finds the value that a share of the values do not exceed; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
}

/** Describes values by three of them. */
export function quantiles(values: readonly number[]): string {
  return `p50 ${quantile(values, 0.5)}, p99 ${quantile(values, 0.99)}, at most ${quantile(values, 1)}`
}
