/** Presents a moment in whole seconds, UTC: what has begun of a second is left out. */
export function presentSecond(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}
