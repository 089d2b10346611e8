import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { type Deployment, startDeployment } from '../../../apps/faults/tools/startDeployment.js'
import { startFaultProxy } from '../../../apps/faults/tools/startFaultProxy.js'
import type { Instance } from '../../../apps/faults/tools/startInstance.js'
import { openKnex } from '../../../apps/server/src/db/openKnex.js'
import { flagUsers } from '../../../apps/server/src/domain/flagUsers.js'
import { optOutUser } from '../../../apps/server/src/domain/optOutUser.js'
import { createLocalHints } from '../../../apps/server/src/hints/createLocalHints.js'
import { newAddress } from '../../../apps/server/test/grantTestCredit.js'
import { root } from '../../../apps/server/test/startTestServer.js'
import { createCreditsAdmin } from '../src/admin/index.js'
import { createCreditsClient, diffBalances } from '../src/index.js'
import { type Recorded, recordWatch } from './recordWatch.js'
import { waiting } from './watchOnFakeClock.js'

const heartbeatMs = 1_000
/** A client that lost its server comes back after `retry:`, 1 to 5 s, and then after a wait of its own; machines are busy. */
const patience = { timeout: 40_000, interval: 20 }
/** What a busy machine may add to a moment. */
const lateMs = 1_000

let deployment: Deployment
/** Of everyone, but for those who restart one of their own. */
let instance: Instance
const undo: (() => unknown)[] = []

beforeAll(async () => {
  const env = { HEARTBEAT_MS: String(heartbeatMs), RECONCILE_MS: '200' }
  deployment = await startDeployment({ instances: 3, env })
  instance = deployment.instances[0] as Instance
})
afterAll(async () => {
  for (const step of undo) await step()
  await deployment.stopInstances()
  const complaints = deployment.instances.flatMap((instance) => instance.complaints())
  await deployment.remove()
  expect(complaints).toEqual([])
})

/** Past the network. */
const direct = ({ url }: Instance) => createCreditsClient({ baseUrl: url })
function grant(address: string, { on = instance, expiresAt = new Date(Date.now() + 86_400_000) } = {}) {
  const admin = createCreditsAdmin({ baseUrl: on.url, apiKey: deployment.rootApiKey })
  const at = `${expiresAt.toISOString().slice(0, 19)}Z`
  return admin.grantCredits(address, { type: 'on-demand', amount: '1', reason: 'fault programme', expiresAt: at })
}

/** A user with a credit, a network of its own, and a watch that is live and shows it. */
async function watchSomebody(on = instance) {
  const address = newAddress()
  await grant(address, { on })
  const network = await startFaultProxy({ port: on.port, host: '127.0.0.1' })
  const client = createCreditsClient({ baseUrl: `http://127.0.0.1:${network.port}`, timeoutMs: 1_500 })
  const recorded = recordWatch(client, address)
  undo.push(recorded.watch.close, network.close)
  const { watch, balances, states } = recorded
  await vi.waitFor(() => expect([watch.state.name, balances.length]).toEqual(['live', 1]), patience)
  return { address, on, network, client, ...recorded, names: () => states.map(({ name }) => name) }
}
type Somebody = Awaited<ReturnType<typeof watchSomebody>>

/** Waits until it is live and shows what getCredits says. */
async function expectRight({ address, on, watch, balances, errors }: Somebody): Promise<void> {
  const balance = await direct(on).getCredits(address)
  await vi.waitFor(() => expect([balances.at(-1), watch.state.name]).toEqual([balance, 'live']), patience)
  expect(errors).toEqual([])
}

// They mostly wait.
describe.concurrent('through a network that is cut', () => {
  test('network pulled: connections are reset; reconnecting, then live with what happened meanwhile', async ({
    expect,
  }) => {
    const somebody = await watchSomebody()
    expect(somebody.network.cutAll()).toBe(1)
    await expect.poll(() => somebody.watch.state.name, patience).toBe('reconnecting')
    await grant(somebody.address)
    await expectRight(somebody)
    expect(somebody.names()).toEqual(['live', 'reconnecting', 'live'])
    const [lost] = waiting(somebody.states)
    expect(lost).toMatchObject({ attempt: 1, reason: 'connection lost' })
    // What the server says of the wait.
    expect(lost?.delayMs).toBeGreaterThanOrEqual(1_000)
    expect(lost?.delayMs).toBeLessThan(5_000)
  })

  test('network pulled: everything falls silent; noticed by the heartbeats, tried until it answers', async ({
    expect,
  }) => {
    const somebody = await watchSomebody()
    somebody.network.blackhole()
    const beganMs = performance.now()
    await expect.poll(() => somebody.watch.state.name, patience).toBe('reconnecting')
    const noticedMs = performance.now() - beganMs
    expect(noticedMs).toBeLessThan(heartbeatMs * 2.5 + lateMs)
    expect(['silence', 'no heartbeat']).toContain(reasons(somebody)[0])
    await grant(somebody.address)
    await expect.poll(() => reasons(somebody), patience).toContain('TIMEOUT')
    somebody.network.heal()
    await expectRight(somebody)
    expect(new Set(somebody.names())).toEqual(new Set(['live', 'reconnecting']))
    console.log(`a network that fell silent was noticed after ${Math.round(noticedMs)} ms, HEARTBEAT_MS ${heartbeatMs}`)
  })

  test.each([
    ['SIGTERM', 1],
    ['SIGKILL', 2],
  ] as const)('server restarted: %s; reconnecting for as long as it takes, then live', async (signal, index) => {
    const own = deployment.instances[index] as Instance
    const somebody = await watchSomebody(own)
    await (signal === 'SIGTERM' ? own.stop() : own.kill())
    await vi.waitFor(() => expect(somebody.watch.state.name).toBe('reconnecting'), patience)
    // So that at least one try finds nobody there.
    await vi.waitFor(() => expect(reasons(somebody)).toContain('NETWORK'), patience)
    await own.restart()
    await grant(somebody.address, { on: own })
    await expectRight(somebody)
    expect(somebody.balances.map(({ totalCredits }) => totalCredits)).toEqual([1, 2])
  })

  test('user flagged: ended, with the reason; a watch that comes later the same', async ({ expect }) => {
    const somebody = await watchSomebody()
    const flag = { type: 'captcha', reason: { message: 'Three wrong answers.' } } as const
    await asOperator((ledger) => flagUsers(ledger, { actor: root, addresses: [somebody.address], flag }))
    await expect.poll(() => somebody.watch.state.name, patience).toBe('ended')
    const told = { name: 'UserFlaggedError', reason: 'Three wrong answers.', status: 401 }
    expect(somebody.errors).toEqual([expect.objectContaining(told)])
    expect([somebody.names(), somebody.balances.length]).toEqual([['live', 'ended'], 1])
    await expect(somebody.client.waitForBalance(somebody.address, () => true)).rejects.toMatchObject(told)
  })

  test('user opted out: ended as if nobody were there', async ({ expect }) => {
    const somebody = await watchSomebody()
    await asOperator((ledger) => optOutUser(ledger, { actor: root, address: somebody.address }))
    await expect.poll(() => somebody.watch.state.name, patience).toBe('ended')
    expect(somebody.errors).toEqual([expect.objectContaining({ name: 'UserNotFoundError' })])
    expect(somebody.names()).toEqual(['live', 'ended'])
  })

  test('credit expired: live throughout, and the balance is without it from that second on', async ({ expect }) => {
    const somebody = await watchSomebody()
    const { id } = await grant(somebody.address, { expiresAt: new Date(Date.now() + 6_000) })
    const total = (of: number) =>
      vi.waitFor(() => {
        const balance = somebody.balances.at(-1)
        if (balance?.totalCredits !== of) throw new Error(`the total is ${balance?.totalCredits} and not ${of}`)
        return balance
      }, patience)
    const withIt = await total(2)
    const without = await total(1)
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(withIt.nextExpiryAt ?? ''))
    expect(without.version).toBe(withIt.version)
    expect(diffBalances(withIt, without)).toEqual([
      { kind: 'expired', creditId: id, amountWei: 10n ** 18n, at: withIt.nextExpiryAt, cause: null },
    ])
    await expectRight(somebody)
    expect(somebody.names()).toEqual(['live'])
  })
})

describe('without a database', () => {
  test('database down: stale with the balance that is known, live and right when it is back', async () => {
    const somebody = await watchSomebody()
    await deployment.postgres.stop('fast')
    await expect.poll(() => somebody.watch.state.name, patience).toBe('stale')
    await sleep(heartbeatMs * 2)
    expect([somebody.names(), somebody.balances.length]).toEqual([['live', 'stale'], 1])

    // Who comes now is told to come back later, and is never shown an empty balance.
    const late = recordWatch(somebody.client, somebody.address)
    undo.push(late.watch.close)
    await expect.poll(() => late.states[0], patience).toMatchObject({ name: 'reconnecting', reason: 'UNAVAILABLE' })
    expect(waiting(late.states)[0]?.delayMs).toBeGreaterThanOrEqual(5_000)
    expect(waiting(late.states)[0]?.delayMs).toBeLessThanOrEqual(30_000)
    expect([late.errors, late.balances]).toEqual([[], []])
    await deployment.postgres.start()
    await grant(somebody.address)
    await expectRight(somebody)
    expect(somebody.names()).toEqual(['live', 'stale', 'live'])
    expect(late.errors).toEqual([])
    // It takes up to 30 s, so it belongs to the long programme.
    if (inject('fuzzRuns') !== null)
      await vi.waitFor(() => expect(late.balances.at(-1)).toEqual(somebody.balances.at(-1)), patience)
  })
})

/** The write path of the operators, whose routes this client does not have. */
async function asOperator(operate: (ledger: Parameters<typeof flagUsers>[0]) => Promise<unknown>): Promise<void> {
  const knex = openKnex(deployment.postgres.connectionString)
  await operate({ knex, hints: createLocalHints() })
  await knex.destroy()
}

const reasons = ({ states }: Recorded) => waiting(states).map(({ reason }) => reason)
