import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { expectRate, flood } from '../../server/test/expectRate.js'
import { exchange, requestBytes } from '../tools/exchange.js'
import { type Deployment, startDeployment } from '../tools/startDeployment.js'

const perSecond = 10
/** More than pass at once: some of the first are refused, so hardly any time goes by before the bucket is empty. */
const rows = 2 * perSecond
const floodMs = fuzzRuns(2_500)
const clientCount = 3

describe('E7: the rate of an API client', () => {
  let deployment: Deployment
  beforeAll(async () => {
    deployment = await startDeployment({ env: { RATE_LIMIT_PER_CLIENT: String(perSecond) } })
  })
  afterAll(() => deployment.remove())

  test('is exact within one over two instances, whichever of them is asked', async () => {
    const { instances } = deployment
    const keys = await Promise.all(Array.from({ length: clientCount }, (_, index) => createKey(`client-${index}`)))
    // Both instances know the keys, and have done once what they are to do quickly.
    await Promise.all([...keys, ...keys].map(ask))
    await sleep(1_100)
    const endMs = performance.now() + floodMs
    const floods = keys.map((secret) => flood(() => ask(secret), { rows, enough: () => performance.now() > endMs }))
    for (const answers of await Promise.all(floods)) {
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]))
      console.log(`E7: ${expectRate(answers, perSecond)}, ${perSecond} a second over 2 instances`)
    }
    for (const instance of instances) expect(instance.output()).toMatch(/"operation":"listCredits","status":200/)
  })

  /** Over a connection of its own, which the balancer gives to the instances in turn. */
  async function ask(secret: string): Promise<number> {
    const request = requestBytes(['GET /credits HTTP/1.1', `Authorization: Bearer ${secret}`])
    return (await exchange(deployment.balancer.port, request))?.status ?? 0
  }

  async function createKey(client: string): Promise<string> {
    const answer = await fetch(`${deployment.balancer.url}/keys`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${deployment.rootApiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ client, scopes: ['credits:read'] }),
    })
    expect(answer.status).toBe(201)
    return ((await answer.json()) as { secret: string }).secret
  }
})
