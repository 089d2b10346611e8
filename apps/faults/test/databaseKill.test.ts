import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { closeBook } from '../tools/closeBook.js'
import { createGrantBook } from '../tools/createGrantBook.js'
import { createGrants } from '../tools/createGrants.js'
import { createRandom } from '../tools/createRandom.js'
import { exchange, requestBytes } from '../tools/exchange.js'
import { meetUsers } from '../tools/meetUsers.js'
import { sendGrant } from '../tools/sendGrant.js'
import { type Deployment, startDeployment } from '../tools/startDeployment.js'
import { startLoad } from '../tools/startLoad.js'
import type { Postgres } from '../tools/startPostgres.js'

/** From the moment at which Postgres accepts connections. */
const recoveryMs = 5_000
/** How long each fault's load goes on before the next one. */
const pauseMs = 500

/** Each ends with a Postgres that accepts connections. */
const faults = {
  'kill -9': async (postgres: Postgres) => {
    await postgres.kill()
    await postgres.start()
  },
  '-m fast': async (postgres: Postgres) => {
    await postgres.stop('fast')
    await postgres.start()
  },
  '-m immediate': async (postgres: Postgres) => {
    await postgres.stop('immediate')
    await postgres.start()
  },
  pg_terminate_backend: async (postgres: Postgres) => {
    expect(await postgres.terminateBackends()).toBeGreaterThan(0)
  },
}

describe('database kill', () => {
  let deployment: Deployment

  beforeEach(async () => {
    deployment = await startDeployment()
  })
  afterEach(() => deployment.remove())

  test('default: a database that dies under load loses nothing, and both instances recover by themselves', async () => {
    const random = createRandom(inject('fuzzSeed'))
    const grants = createGrants(random)
    const book = createGrantBook()
    const { doors, postgres, rootApiKey } = deployment

    /** Answers how long it took an instance to grant and to read again. */
    async function recover({ port }: { readonly port: number }): Promise<number> {
      const beganAtMs = performance.now()
      const grant = grants.next()
      const read = requestBytes([`GET /users/${grant.address}/credits HTTP/1.1`])
      await book.settle(grant, (again) => sendGrant(again, { port, rootApiKey }))
      let tookMs = performance.now() - beganAtMs
      while (tookMs < recoveryMs && (await exchange(port, read))?.status !== 200) {
        await sleep(50)
        tookMs = performance.now() - beganAtMs
      }
      return tookMs
    }

    await meetUsers(deployment, book, grants)
    const load = startLoad({ deployment, book, grants, random })
    const left = {
      'kill -9': fuzzRuns(5),
      '-m fast': fuzzRuns(2.5),
      '-m immediate': fuzzRuns(2.5),
      pg_terminate_backend: fuzzRuns(10),
    }
    const all = JSON.stringify(left)
    const recoveries: number[] = []
    const tooSlow = () => recoveries.filter((ms) => ms > recoveryMs)
    for (let kinds = kindsLeft(left); kinds.length > 0 && tooSlow().length === 0; kinds = kindsLeft(left)) {
      await sleep(random.below(pauseMs))
      const kind = random.pick(kinds)
      left[kind]--
      await faults[kind](postgres)
      recoveries.push(...(await Promise.all(doors.map(recover))))
    }
    await load.stop()
    const { made, settled, problems, verdict } = await closeBook(deployment, book)
    const slowest = Math.round(Math.max(...recoveries))
    const answers = JSON.stringify(book.counts())
    console.info(
      `database kill: ${all}, ${made} grants, ${settled} of them settled, ${recoveries.length} recoveries ` +
        `in at most ${slowest} ms, ${verdict}; answers ${answers}`,
    )
    expect([...problems, ...load.complaints()]).toEqual([])
    expect(tooSlow()).toEqual([])
  })
})

type Kind = keyof typeof faults

function kindsLeft(left: Readonly<Record<Kind, number>>): Kind[] {
  return (Object.keys(left) as Kind[]).filter((kind) => left[kind] > 0)
}
