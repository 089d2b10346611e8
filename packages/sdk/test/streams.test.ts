import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { flagUsers } from '../../../apps/server/src/domain/flagUsers.js'
import { optOutUser } from '../../../apps/server/src/domain/optOutUser.js'
import { createLocalHints } from '../../../apps/server/src/hints/createLocalHints.js'
import { grantTestCredit, newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { root, startTestServer, type TestServer } from '../../../apps/server/test/startTestServer.js'
import { type Balance, type CreditsWatch, createCreditsClient, type StreamState } from '../src/index.js'

let server: TestServer
const watches: CreditsWatch[] = []
beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { HEARTBEAT_MS: '300', RECONCILE_MS: '100' } })
})
afterEach(() => {
  for (const watch of watches.splice(0)) watch.close()
})
afterAll(() => server.stop())

const client = () => createCreditsClient({ baseUrl: server.url })
const ledger = () => ({ knex: server.knex, hints: createLocalHints() })

/** Watches and keeps all that was said. */
function record(address: string) {
  const balances: Balance[] = []
  const states: StreamState[] = []
  const errors: unknown[] = []
  const watch = client().watchCredits(address, {
    onBalance: (balance) => void balances.push(balance),
    onState: (state) => void states.push(state),
    onError: (error) => void errors.push(error),
  })
  watches.push(watch)
  return { watch, balances, states, errors }
}

describe('streamCredits', () => {
  test('default: the present balance, then each change; break closes it', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const totals: number[] = []
    for await (const { totalCredits } of client().streamCredits(address)) {
      totals.push(totalCredits)
      if (totals.length === 3) break
      await grantTestCredit(server, address, { mana: '1' })
    }
    expect(totals).toEqual([5, 6, 7])
  })

  test('error: a final answer is thrown as its class', async () => {
    for (const [address, name] of [
      [newAddress(), 'UserNotFoundError'],
      ['0x1', 'InvalidAddressError'],
    ] as const) {
      const stream = client().streamCredits(address)[Symbol.asyncIterator]()
      await expect(stream.next()).rejects.toMatchObject({ name })
    }
  })

  test('behavior: an abort ends the loop with its reason', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const controller = new AbortController()
    const loop = (async () => {
      for await (const _ of client().streamCredits(address, { signal: controller.signal })) controller.abort('enough')
    })()
    await expect(loop).rejects.toBe('enough')
  })

  test('error: it can be iterated once', async () => {
    const stream = client().streamCredits(newAddress())
    stream[Symbol.asyncIterator]()
    expect(() => stream[Symbol.asyncIterator]()).toThrow(/once/)
  })
})

describe('watchCredits', () => {
  test('default: live, and every state said once', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const { balances, states, watch } = record(address)
    await expect.poll(() => balances.length).toBe(1)
    await expect.poll(() => watch.state.name).toBe('live')
    watch.close()
    await expect.poll(() => states.map(({ name }) => name)).toEqual(['live', 'ended'])
  })

  test('error: flagged while watched ends it with UserFlaggedError and its reason', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const { balances, states, errors } = record(address)
    await expect.poll(() => balances.length).toBe(1)
    await flagUsers(ledger(), {
      actor: root,
      addresses: [address],
      flag: { type: 'captcha', reason: { message: 'Three wrong.' } },
    })
    await expect.poll(() => states.at(-1)?.name).toBe('ended')
    await expect
      .poll(() => errors)
      .toEqual([expect.objectContaining({ name: 'UserFlaggedError', reason: 'Three wrong.' })])
  })

  test('error: opted out while watched ends it with UserNotFoundError', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const { balances, errors } = record(address)
    await expect.poll(() => balances.length).toBe(1)
    await optOutUser(ledger(), { actor: root, address })
    await expect.poll(() => errors).toEqual([expect.objectContaining({ name: 'UserNotFoundError' })])
  })

  test('behavior: a lost database is stale, not an error; live again when it is back', async () => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '5' })
    const { watch, balances, errors } = record(address)
    await expect.poll(() => balances.length).toBe(1)
    await server.database.close()
    await expect.poll(() => watch.state.name, { timeout: 5_000 }).toBe('stale')
    await server.database.open()
    await expect.poll(() => watch.state.name, { timeout: 5_000 }).toBe('live')
    await grantTestCredit(server, address, { mana: '1' })
    await expect.poll(() => balances.at(-1)?.totalCredits, { timeout: 5_000 }).toBe(6)
    expect(errors).toEqual([])
  })
})
