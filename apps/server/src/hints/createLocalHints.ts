import type { Address } from '@credits-server/onchain'
import type { Hints } from './Hints.js'

/** Creates the hints within one process: who watches is woken at once, and none is ever lost. */
export function createLocalHints(): Hints {
  const watchers = new Map<Address, Set<(version: number) => void>>()
  return {
    publish({ address, version }) {
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
    isHearing: () => true,
    onGap() {},
  }
}
