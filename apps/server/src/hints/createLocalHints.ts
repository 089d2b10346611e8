import type { Address } from '@credits-server/onchain'
import type { Hint, Hints } from './Hints.js'

type Wake = (version: number) => void

/** Creates the hints within one process: who watches is woken at once, and none is ever lost. */
export function createLocalHints(): Hints {
  // Of most addresses there is one, for which a list weighs less than a set.
  const watchers = new Map<Address, readonly Wake[]>()
  const listeners: ((hint: Hint) => void)[] = []
  return {
    publish(hint) {
      const { address, version } = hint
      for (const listener of listeners) listener(hint)
      for (const wake of watchers.get(address) ?? []) wake(version)
    },
    subscribe(address, wake) {
      watchers.set(address, [...(watchers.get(address) ?? []), wake])
      return () => {
        const others = watchers.get(address)?.filter((other) => other !== wake) ?? []
        if (others.length === 0) watchers.delete(address)
        else watchers.set(address, others)
      }
    },
    onHint: (listener) => void listeners.push(listener),
    isHearing: () => true,
    onGap() {},
  }
}
