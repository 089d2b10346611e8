/** Presents a time of whole seconds as the contract writes an expiry. */
export function presentSecond(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z')
}
