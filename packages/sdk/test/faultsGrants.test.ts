import { setTimeout as sleep } from 'node:timers/promises'
import type { Credit } from '@credits-server/contract'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { auditGrants } from '../../../apps/faults/tools/auditGrants.js'
import { createRandom } from '../../../apps/faults/tools/createRandom.js'
import { type Deployment, startDeployment } from '../../../apps/faults/tools/startDeployment.js'
import { type FaultProxy, startFaultProxy } from '../../../apps/faults/tools/startFaultProxy.js'
import type {} from '../../onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../onchain/test/fuzzRuns.js'
import { type CreditsAdmin, createCreditsAdmin } from '../src/admin/index.js'
import { CreditsApiError, createCreditsClient } from '../src/index.js'

const grantCount = fuzzRuns(50)
const atOnce = 4
const random = createRandom(inject('fuzzSeed'))
const users = Array.from({ length: 10 }, () => `0x${random.hex(20)}`)
const terms = { type: 'on-demand', amount: '1', reason: 'fault programme', expiresAt: '2099-12-31T00:00:00Z' } as const
/** An answer to a grant has some 1,100 bytes, its request some 500; so some cuts are in neither and wait for the next. */
const [requestBytes, answerBytes] = [500, 1_100]

/** What one call has come to. */
type Call = {
  readonly address: string
  /** The key of each try. */
  readonly keys: string[]
  credit: Credit | null
  /** How often the caller had to call again, with the same key. */
  repeats: number
}

let deployment: Deployment
let network: FaultProxy

beforeAll(async () => {
  deployment = await startDeployment()
  network = await startFaultProxy({ port: deployment.balancer.port, host: '127.0.0.1' })
})
afterAll(async () => {
  await network.close()
  await deployment.remove()
})

/** An operator's client whose keys are written down as they leave. */
function admin({ keys }: Call): CreditsAdmin {
  return createCreditsAdmin({
    baseUrl: `http://127.0.0.1:${network.port}`,
    apiKey: deployment.rootApiKey,
    timeoutMs: 5_000,
    totalTimeoutMs: 60_000,
    retry: { tries: 5, firstDelayMs: 20, mostDelayMs: 200 },
    fetch: (input, init) => {
      keys.push((input as Request).headers.get('Idempotency-Key') ?? '')
      return fetch(input, init)
    },
  })
}

function cutSomewhere(): void {
  if (random.below(3) === 0) network.cutRequest(random.below(requestBytes))
  else network.cutAnswer(random.below(answerBytes))
}

/** Calls until it is made, as a program that was restarted in between would: with a client of its own each time. */
async function grantSurely(call: Call, idempotencyKey: string): Promise<void> {
  for (; call.credit === null; call.repeats++) {
    try {
      call.credit = await admin(call).grantCredits(call.address, terms, { idempotencyKey })
    } catch (error) {
      if (!(error instanceof CreditsApiError && error.retryable) || call.repeats > 50) throw error
    }
  }
}

/** Calls once; whoever leaves the key to the SDK cannot call again. */
async function grantOnce(call: Call): Promise<void> {
  call.credit = await admin(call)
    .grantCredits(call.address, terms)
    .catch((error: unknown) => {
      if (error instanceof CreditsApiError && error.retryable) return null
      throw error
    })
}

async function killAtRandom(signal: AbortSignal): Promise<number> {
  for (let kills = 0; ; kills++) {
    await sleep(500 + random.below(2_000), null, { signal }).catch(() => {})
    if (signal.aborted) return kills
    const victim = random.pick(deployment.instances)
    await victim.kill()
    await victim.restart()
  }
}

describe('H-3', () => {
  test('grants whose answers are cut, with servers that are killed: none is doubled, none that was answered is lost', async () => {
    const over = new AbortController()
    const killing = killAtRandom(over.signal)
    const calls: Call[] = []
    const grantNext = async () => {
      while (calls.length < grantCount) {
        const call: Call = { address: random.pick(users), keys: [], credit: null, repeats: 0 }
        const n = calls.push(call)
        for (let cuts = 1 + random.below(2); cuts > 0; cuts--) cutSomewhere()
        await (n % 2 === 0 ? grantSurely(call, `order-${n}`) : grantOnce(call))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, grantNext)).finally(() => over.abort())
    const kills = await killing
    const cuts = network.cuts()
    network.heal()

    // One key for a call however often it was tried, and no key for two calls.
    for (const { keys } of calls) expect(new Set(keys).size).toBe(1)
    expect(new Set(calls.map(({ keys }) => keys[0])).size).toBe(grantCount)

    const booked = calls.map(({ address, keys, credit }) => {
      const grant = { key: keys[0] ?? '', address, amount: '1', inSeason: false }
      return { grant, acked: credit && JSON.stringify(credit), unknown: credit === null }
    })
    const { connectionString } = deployment.postgres
    const nothing = { lost: [], doubled: [], unasked: [], orphans: [], discrepancies: [] }
    expect(await auditGrants({ connectionString, grants: booked, signatures: deployment.signatures.seen() })).toEqual(
      nothing,
    )

    // Calls of which the caller was told nothing are settled by their keys, and then everybody has what was granted.
    const unknown = calls.filter(({ credit }) => credit === null)
    for (const call of unknown) await grantSurely(call, call.keys[0] ?? '')
    const credits = createCreditsClient({ baseUrl: deployment.balancer.url })
    for (const address of new Set(calls.map((call) => call.address))) {
      const granted = calls.filter((call) => call.address === address).map(({ credit }) => credit?.id)
      const { credits: listed } = await credits.getCredits(address)
      expect(listed.map(({ id }) => id).sort()).toEqual(granted.sort())
    }

    const tries = calls.reduce((sum, { keys }) => sum + keys.length, 0)
    expect(cuts).toBeGreaterThan(grantCount / 2)
    expect(tries).toBeGreaterThan(grantCount)
    const report = `${grantCount} grants, ${tries} tries, ${cuts} cuts, ${kills} kills, ${unknown.length} settled by key`
    console.log(`H-3: ${report}, 0 lost, 0 doubled`)
  })
})
