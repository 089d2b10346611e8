import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createWakes } from './createWakes.js'

/** Keeps the process busy, as a write to a client does. */
function work(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

describe('createWakes', () => {
  test('default: whoever watches is woken at once', () => {
    let woken = 0
    createWakes().wake([{ wake: () => void woken++ }])
    expect(woken).toBe(1)
  })

  test('behavior: those who take long are woken over several turns, the rest in their order and each once', async () => {
    const wakes = createWakes()
    const woken: number[] = []
    const watchers = Array.from({ length: 30 }, (_, nth) => ({
      wake() {
        woken.push(nth)
        work(5)
      },
    }))
    wakes.wake(watchers)
    expect(woken.length).toBeLessThan(30)
    // The first ones are due again, behind those who still are; these are due as before.
    wakes.wake(watchers)
    for (let turn = 0; turn < 60; turn += 1) await nextTurn()
    const first = woken.slice(0, 30)
    expect(first).toEqual(watchers.map((_, nth) => nth))
    expect(woken.length).toBeLessThan(60)
    expect(woken.slice(30)).toEqual(first.slice(0, woken.length - 30))
  })
})
