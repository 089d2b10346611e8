import { setTimeout as sleep } from 'node:timers/promises'
import type { OwnerAnswer, OwnerLock } from './takeOwnerLock.js'

export interface KeepOwnershipInput {
  readonly lock: OwnerLock
  /** Tries to take the lock again. */
  readonly retake: () => Promise<OwnerAnswer>
  readonly isAlive: () => Promise<boolean>
  /** Called at most once, never after `unwatch`. */
  readonly onGone: (why: 'died' | 'taken over') => void
}

export interface Ownership {
  /** False once the postmaster died or another server owns it: then it is not ours to stop. */
  isHeld(): boolean
  /** Stops watching: what happens to the postmaster now is meant. The session stays, and the lock with it. */
  unwatch(): void
  /** Ends the session. */
  release(): Promise<void>
}

/**
 * Holds the owner lock for as long as the server runs, and notices when the postmaster is gone.
 *
 * When one backend crashes, Postgres ends every session and recovers within the same postmaster; the lock is gone then
 * and is taken again.
 */
export function keepOwnership({ lock, retake, isAlive, onGone }: KeepOwnershipInput): Ownership {
  let current = lock
  let state: 'held' | 'gone' | 'unwatched' = 'held'

  const watch = async (): Promise<void> => {
    for (;;) {
      await current.lost
      const next = await retakeUntilDecided(() => state === 'unwatched', retake, isAlive)
      if (state === 'unwatched') {
        if (typeof next === 'object') await next.release()
        return
      }
      if (next === 'died' || next === 'taken over') {
        state = 'gone'
        onGone(next)
        return
      }
      current = next
    }
  }
  void watch()

  return {
    isHeld: () => state === 'held',
    unwatch() {
      state = 'unwatched'
    },
    release: () => current.release(),
  }
}

async function retakeUntilDecided(
  isOver: () => boolean,
  retake: () => Promise<OwnerAnswer>,
  isAlive: () => Promise<boolean>,
): Promise<OwnerLock | 'died' | 'taken over'> {
  let busyTries = 0
  while (!isOver()) {
    if (!(await isAlive())) return 'died'
    const answer = await retake().catch((): OwnerAnswer => ({ state: 'silent', reason: '' }))
    if (answer.state === 'owned') return answer.lock
    // Half a second of it: our own ended session may be holding the lock a moment longer.
    if (answer.state === 'busy' && ++busyTries > 5) return 'taken over'
    await sleep(100, undefined, { ref: false })
  }
  return 'died'
}
