import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { closeBook } from '../tools/closeBook.js'
import { createGrantBook } from '../tools/createGrantBook.js'
import { createGrants } from '../tools/createGrants.js'
import { createRandom } from '../tools/createRandom.js'
import { meetUsers } from '../tools/meetUsers.js'
import { type Deployment, startDeployment } from '../tools/startDeployment.js'
import { startLoad } from '../tools/startLoad.js'

/** With a start of a second or more, a kill every two seconds. */
const pauseMs = 1_000
/** The full programme makes 20,000 grants at least; the one of every day is there to be quick. */
const grantsPerKill = inject('fuzzRuns') === null ? 20 : 100

describe('app kill', () => {
  let deployment: Deployment

  beforeEach(async () => {
    deployment = await startDeployment()
  })
  afterEach(() => deployment.remove())

  test('default: an instance killed while it grants loses and doubles nothing', async () => {
    const random = createRandom(inject('fuzzSeed'))
    const grants = createGrants(random)
    const book = createGrantBook()
    await meetUsers(deployment, book, grants)
    const load = startLoad({ deployment, book, grants, random })
    let kills = 0
    while (kills < fuzzRuns(10) || book.grants().length < fuzzRuns(10) * grantsPerKill) {
      await sleep(random.below(pauseMs))
      const instance = random.pick(deployment.instances)
      await instance.kill()
      kills++
      await instance.restart()
    }
    await load.stop()
    const { made, settled, problems, verdict } = await closeBook(deployment, book)
    const answers = JSON.stringify(book.counts())
    console.info(`app kill: ${kills} kills, ${made} grants, ${settled} of them settled, ${verdict}; answers ${answers}`)
    expect([...problems, ...load.complaints()]).toEqual([])
  })
})
