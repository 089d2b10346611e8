import { describe, expect, test, vi } from 'vitest'
import { createScriptedNetwork } from '../../test/createScriptedNetwork.js'
import { balance, event, heartbeat } from '../../test/frames.js'
import { address, baseUrl, nextVisit, pass, useFakeClock } from '../../test/watchOnFakeClock.js'
import { createCreditsClient } from '../index.js'

useFakeClock()

function client() {
  const network = createScriptedNetwork()
  return { network, credits: createCreditsClient({ baseUrl, fetch: network.fetch }) }
}

describe('waitForBalance', () => {
  test('default: the first balance that is as wanted, through lost connections', async () => {
    const { network, credits } = client()
    const waiting = credits.waitForBalance(address, ({ totalCredits }) => totalCredits >= 3)
    await pass(0)
    network.latest.send(heartbeat({}, 10), balance('e.1.0', 1))
    await pass(0)
    network.latest.cut()
    await nextVisit(network)
    network.latest.send(heartbeat(), balance('e.2.0', 2))
    await pass(0)
    network.latest.send(balance('e.3.0', 3))
    expect(await waiting).toMatchObject({ totalCredits: 3 })
    expect([network.latest.isGone, vi.getTimerCount()]).toEqual([true, 0])
  })

  test('behavior: one that already is ends it at once', async () => {
    const { network, credits } = client()
    network.always((visit) => visit.send(balance('e.1.0', 1)))
    expect(await credits.waitForBalance(address, () => true)).toMatchObject({ snapshotId: 'e.1.0' })
    expect(network.latest.isGone).toBe(true)
  })

  test('error: a predicate that throws, a final answer and an abort reject it, and close the stream', async () => {
    const controller = new AbortController()
    const { network, credits } = client()
    const broken = credits.waitForBalance(address, () => {
      throw new Error('mine')
    })
    const gone = credits.waitForBalance(address, () => false)
    const { signal } = controller
    const aborted = credits.waitForBalance(address, () => false, { signal })
    const outcomes = Promise.allSettled([broken, gone, aborted])
    await pass(0)
    for (const visit of network.visits) visit.send(heartbeat(), balance('e.1.0'))
    await pass(0)
    network.visits[1]?.send(event('ended', { error: 'e', code: 'USER_NOT_FOUND' }))
    controller.abort('enough')
    const reasons = (await outcomes).map((outcome) => outcome.status === 'rejected' && outcome.reason)
    expect(reasons).toEqual([new Error('mine'), expect.objectContaining({ code: 'USER_NOT_FOUND' }), 'enough'])
    expect(network.visits.map(({ isGone }) => isGone)).toEqual([true, true, true])
  })
})
