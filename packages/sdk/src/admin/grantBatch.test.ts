import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newAddress } from '../../../../apps/server/test/grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from '../../../../apps/server/test/startTestServer.js'
import { createCreditsAdmin } from './createCreditsAdmin.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const prize = { type: 'on-demand', amount: '2.5', reason: 'Prize', expiresAt: '2100-01-01T00:00:00Z' } as const
const batchFor = (...addresses: string[]) => ({
  mode: 'each' as const,
  items: addresses.map((address) => ({ address, ...prize })),
})

describe('grantBatch', () => {
  test('default: is done as planned, and a plan of another batch is PLAN_OUTDATED', async () => {
    const admin = createCreditsAdmin({ baseUrl: server.url, apiKey: rootApiKey, timeoutMs: 60_000 })
    const batch = batchFor(newAddress(), `0x${'0'.repeat(40)}`, newAddress())
    const plan = await admin.planBatch(batch)
    expect(plan).toMatchObject({ granted: 2, refused: 1, grantedMana: '5' })
    const { results } = await admin.grantBatch({ ...batch, planHash: plan.hash })
    expect(results.map(({ code, credit }) => code ?? credit?.amount)).toEqual([2.5, 'INVALID_RECIPIENT', 2.5])
    const other = admin.grantBatch({ ...batchFor(newAddress()), planHash: plan.hash })
    await expect(other).rejects.toMatchObject({ code: 'PLAN_OUTDATED', status: 409, retryable: false })
  })

  test('behavior: an answer that was lost is asked for again with the same key, and granted once', async () => {
    const keys: (string | null)[] = []
    const admin = createCreditsAdmin({
      baseUrl: server.url,
      apiKey: rootApiKey,
      timeoutMs: 60_000,
      retry: { firstDelayMs: 1 },
      fetch: async (request) => {
        keys.push((request as Request).headers.get('Idempotency-Key'))
        const answer = await fetch(request)
        if (keys.length > 1) return answer
        await answer.text()
        throw new TypeError('the answer was lost')
      },
    })
    const address = newAddress()
    const { results } = await admin.grantBatch(batchFor(address, address))
    expect(results.map(({ status }) => status)).toEqual(['granted', 'granted'])
    expect([keys.length, new Set(keys).size]).toEqual([2, 1])
    expect(await server.knex('credits').where({ address }).pluck('id')).toHaveLength(2)
  })
})
