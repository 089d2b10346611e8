import type { Address } from '@credits-server/onchain'

type Options = {
  /** Called when an address is watched from now on. */
  readonly begin: (address: Address) => void
  /** Called when it has not been watched for a while. */
  readonly end: (address: Address) => void
}

/** Which addresses somebody of this instance watches. */
export type Interest = {
  /** Watches an address until the returned function is called. */
  watch(address: Address): () => void
  /** All that are listened to now. */
  addresses(): Iterable<Address>
  close(): void
}

/** A client that was cut comes back within 5 s. */
const lingerMs = 5_000

/** Addresses that are listened to although nobody watches; of more than these the first go at once. */
const mostIdle = 10_000

/** Creates it: an address begins with whoever watches it first, and ends 5 to 10 s after the last has gone. */
export function createInterest({ begin, end }: Options): Interest {
  const held = new Map<Address, { watchers: number }>()
  /** Since when nobody watches, those first for whom it is longest. */
  const idle = new Map<Address, number>()
  let sweep: NodeJS.Timeout | undefined

  function add(address: Address) {
    const audience = { watchers: 0 }
    held.set(address, audience)
    begin(address)
    return audience
  }

  function rest(address: Address): void {
    idle.set(address, performance.now())
    for (const first of idle.keys()) {
      if (idle.size <= mostIdle) break
      drop(first)
    }
    sweep ??= setTimeout(dropIdle, lingerMs).unref()
  }

  function dropIdle(): void {
    const longAgo = performance.now() - lingerMs
    for (const [address, since] of idle) {
      if (since > longAgo) break
      drop(address)
    }
    sweep = idle.size === 0 ? undefined : setTimeout(dropIdle, lingerMs).unref()
  }

  function drop(address: Address): void {
    idle.delete(address)
    held.delete(address)
    end(address)
  }

  return {
    watch(address) {
      const audience = held.get(address) ?? add(address)
      audience.watchers += 1
      idle.delete(address)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        audience.watchers -= 1
        if (audience.watchers === 0) rest(address)
      }
    },
    addresses: () => held.keys(),
    close() {
      clearTimeout(sweep)
    },
  }
}
