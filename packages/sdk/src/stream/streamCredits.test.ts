import { describe, expect, test, vi } from 'vitest'
import { createScriptedNetwork } from '../../test/createScriptedNetwork.js'
import { balance, event, heartbeat } from '../../test/frames.js'
import { address, baseUrl, pass, useFakeClock } from '../../test/watchOnFakeClock.js'
import { type Balance, createCreditsClient, type StreamCreditsOptions } from '../index.js'

useFakeClock()

function stream(options?: StreamCreditsOptions) {
  const network = createScriptedNetwork()
  const iterable = createCreditsClient({ baseUrl, fetch: network.fetch }).streamCredits(address, options)
  return { network, iterable, iterator: () => iterable[Symbol.asyncIterator]() as AsyncGenerator<Balance> }
}
const total = ({ value }: IteratorResult<Balance>) => value?.totalCredits

describe('streamCredits', () => {
  test('default: the balances, until break, which closes it', async () => {
    const { network, iterable } = stream()
    network.always((visit) => visit.send(heartbeat(), balance('e.1.0', 1)))
    const totals: number[] = []
    for await (const { totalCredits } of iterable) {
      totals.push(totalCredits)
      if (totalCredits === 3) break
      network.latest.send(balance(`e.${totalCredits + 1}.0`, totalCredits + 1))
    }
    expect(totals).toEqual([1, 2, 3])
    expect([network.visits.length, network.latest.isGone, vi.getTimerCount()]).toEqual([1, true, 0])
  })

  test('behavior: nothing is asked for before it is iterated', async () => {
    const { network, iterator } = stream()
    await pass(0)
    expect(network.visits).toEqual([])
    const own = iterator()
    await pass(0)
    expect(network.visits).toEqual([])
    await own.return(undefined)
    expect(network.visits).toEqual([])
  })

  test('behavior: a slow loop is given the latest, and not every one', async () => {
    const { network, iterator } = stream()
    const own = iterator()
    const first = own.next()
    await pass(0)
    network.latest.send(balance('e.1.0', 1))
    expect(total(await first)).toBe(1)
    network.latest.send(balance('e.2.0', 2), balance('e.3.0', 3))
    await pass(0)
    network.latest.send(balance('e.4.0', 4))
    await pass(0)
    expect(total(await own.next())).toBe(4)
    const next = own.next()
    network.latest.send(balance('e.5.0', 5))
    await pass(0)
    expect(total(await next)).toBe(5)
    await own.return(undefined)
  })

  test('error: a final answer is thrown, after the balance that came before it', async () => {
    const { network, iterator } = stream()
    const own = iterator()
    const first = own.next()
    await pass(0)
    network.latest.send(balance('e.1.0', 1) + event('ended', { error: 'e', code: 'USER_NOT_FOUND' }))
    expect(total(await first)).toBe(1)
    await expect(own.next()).rejects.toMatchObject({ name: 'UserNotFoundError' })
    expect(await own.next()).toEqual({ done: true, value: undefined })
  })

  test('behavior: an error in the loop closes it', async () => {
    const { network, iterable } = stream()
    network.always((visit) => visit.send(balance('e.1.0', 1)))
    const loop = (async () => {
      for await (const _ of iterable) throw new Error('mine')
    })()
    await expect(loop).rejects.toThrow('mine')
    expect(network.latest.isGone).toBe(true)
  })

  describe('behavior: an abort rejects with its reason', () => {
    test('before it is iterated', async () => {
      const { network, iterator } = stream({ signal: AbortSignal.abort('enough') })
      await expect(iterator().next()).rejects.toBe('enough')
      expect(network.visits).toEqual([])
    })

    test('while it waits for a balance', async () => {
      const controller = new AbortController()
      const { network, iterator } = stream({ signal: controller.signal })
      const next = iterator().next()
      await pass(0)
      controller.abort('enough')
      await expect(next).rejects.toBe('enough')
      expect(network.latest.isGone).toBe(true)
    })

    test('while the loop is busy', async () => {
      const controller = new AbortController()
      const { network, iterator } = stream({ signal: controller.signal })
      network.always((visit) => visit.send(balance('e.1.0', 1)))
      const own = iterator()
      await own.next()
      network.latest.send(balance('e.2.0', 2))
      controller.abort('enough')
      await expect(own.next()).rejects.toBe('enough')
      expect(network.latest.isGone).toBe(true)
    })

    test('and a signal that lives on keeps nothing of it', async () => {
      const controller = new AbortController()
      const added = vi.spyOn(controller.signal, 'addEventListener')
      const removed = vi.spyOn(controller.signal, 'removeEventListener')
      const { network, iterator } = stream({ signal: controller.signal })
      network.always((visit) => visit.send(balance('e.1.0', 1)))
      const own = iterator()
      await own.next()
      await own.return(undefined)
      expect(added).toHaveBeenCalled()
      expect(removed.mock.calls.map(([name, listener]) => [name, listener])).toEqual(
        added.mock.calls.map(([name, listener]) => [name, listener]),
      )
    })
  })

  test('behavior: return closes it at once, also while a next is waited for', async () => {
    const { network, iterator } = stream()
    const own = iterator()
    const next = own.next()
    await pass(0)
    network.latest.send(heartbeat())
    await pass(0)
    const returned = own.return(undefined)
    await pass(0)
    expect(network.latest.isGone).toBe(true)
    expect(await next).toEqual({ done: true, value: undefined })
    expect(await returned).toEqual({ done: true, value: undefined })
  })

  test('error: it can be iterated once', () => {
    const { iterator } = stream()
    iterator()
    expect(iterator).toThrow(/once/)
  })
})
