import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createTestKey } from '../../server/test/createTestKey.js'
import { expectRate, flood } from '../../server/test/expectRate.js'
import { exchange, requestBytes } from '../tools/exchange.js'
import { type Deployment, startDeployment } from '../tools/startDeployment.js'

const perSecond = 20
const floodMs = fuzzRuns(2_500)
const clientCount = 3

describe('E7: the rate of an API client', () => {
  let deployment: Deployment
  beforeAll(async () => {
    deployment = await startDeployment({ env: { RATE_LIMIT_PER_CLIENT: String(perSecond) } })
  })
  afterAll(() => deployment.remove())

  test('is exact within one over two instances, whichever of them is asked', async () => {
    const { balancer, instances } = deployment
    const keys = await Promise.all(
      Array.from({ length: clientCount }, () => createTestKey({ url: balancer.url }, ['credits:read'])),
    )
    const endMs = performance.now() + floodMs
    const floods = keys.map(({ secret }) =>
      flood(
        async () => {
          const lines = ['GET /credits HTTP/1.1', `Authorization: Bearer ${secret}`]
          // A connection of its own each time, which the balancer gives to the instances in turn.
          const answer = await exchange(balancer.port, requestBytes(lines))
          return answer?.status ?? 0
        },
        { rows: 4, enough: () => performance.now() > endMs },
      ),
    )
    for (const answers of await Promise.all(floods)) {
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 429]))
      console.log(`E7: ${expectRate(answers, perSecond)}, ${perSecond} a second over 2 instances`)
    }
    for (const instance of instances) expect(instance.output()).toMatch(/"operation":"listCredits","status":200/)
  })
})
