import type { Address } from '@credits-server/onchain'
import type { Hint, Hints } from './Hints.js'

/** Creates the hints within one process: who watches is woken at once, and none is ever lost. */
export function createLocalHints(): Hints {
  const watchers = new Map<Address, Set<(version: number) => void>>()
  const listeners: ((hint: Hint) => void)[] = []
  return {
    publish(hint) {
      const { address, version } = hint
      for (const listener of listeners) listener(hint)
      for (const wake of watchers.get(address) ?? []) wake(version)
    },
    subscribe(address, wake) {
      const awake = watchers.get(address) ?? new Set()
      watchers.set(address, awake.add(wake))
      return () => {
        awake.delete(wake)
        if (awake.size === 0 && watchers.get(address) === awake) watchers.delete(address)
      }
    },
    onHint: (listener) => void listeners.push(listener),
    isHearing: () => true,
    onGap() {},
  }
}
