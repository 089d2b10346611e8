/** Something a sleeper can be woken by. A ring that nobody hears is kept for the next one who sleeps. */
export type Alarm = {
  ring(): void
  /** Whether it has rung since it was last taken. */
  readonly rung: boolean
  /** Stops it, and says whether it had rung. */
  take(): boolean
  /** Calls `wake` at the next ring; null for nobody. There is one sleeper at most. */
  onRing(wake: (() => void) | null): void
}

/** Creates an alarm. Many rings before it is taken are one. */
export function createAlarm(): Alarm {
  let rung = false
  let sleeper: (() => void) | null = null
  return {
    ring() {
      rung = true
      sleeper?.()
    },
    get rung() {
      return rung
    },
    take() {
      const had = rung
      rung = false
      return had
    },
    onRing(wake) {
      sleeper = wake
    },
  }
}
