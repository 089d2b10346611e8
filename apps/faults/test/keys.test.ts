import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { closeBook } from '../tools/closeBook.js'
import { createGrantBook, type GrantBook } from '../tools/createGrantBook.js'
import { createGrants, type Grants } from '../tools/createGrants.js'
import { createRandom, type Random } from '../tools/createRandom.js'
import type { ClientCut } from '../tools/exchange.js'
import { type Grant, grantBytes, sendGrant } from '../tools/sendGrant.js'
import { type Deployment, startDeployment } from '../tools/startDeployment.js'
import type { CutPoint } from '../tools/startFaultProxy.js'

const requestsPerKey = 20
const lateReplays = 5
/** Every answer that says a grant was made is longer. */
const answerBytes = 1_200

describe('keys', () => {
  let deployment: Deployment
  let random: Random
  let grants: Grants
  let book: GrantBook

  beforeEach(async () => {
    deployment = await startDeployment()
    random = createRandom(inject('fuzzSeed'))
    grants = createGrants(random)
    book = createGrantBook()
  })
  afterEach(() => deployment.remove())

  function through({ port }: { readonly port: number }, cut?: ClientCut) {
    const { rootApiKey } = deployment
    return (grant: Grant) => sendGrant(grant, { port, rootApiKey, ...(cut ? { cut } : {}) })
  }

  /** At a random byte of the request or the answer. */
  function clientCut(grant: Grant): ClientCut {
    const sent = grantBytes(grant, deployment.rootApiKey).length
    const at = random.below(sent + answerBytes)
    return at < sent ? { side: 'request', afterBytes: at } : { side: 'answer', afterBytes: at - sent }
  }

  test('default: many requests with one key, a fifth of them cut, are one grant', async () => {
    const { balancer, links, signatures } = deployment
    const keys = fuzzRuns(25)
    let clientCuts = 0

    async function cutOnce(grant: Grant): Promise<void> {
      for (let tries = 0; tries < 100; tries++) {
        const attempt = await book.send(grant, through(balancer, clientCut(grant)))
        if (!('code' in attempt) || attempt.code !== 'cut') continue
        clientCuts++
        return
      }
      throw new Error(`no answer to ${grant.key} is long enough to be cut`)
    }
    for (let key = 0; key < keys; key++) {
      const grant = grants.next()
      for (const link of links) link.cutAnswer(acknowledgement(random))
      const requests = Array.from({ length: requestsPerKey }, async (_, index) => {
        if (index < 2) await cutOnce(grant)
        await book.settle(grant, through(balancer))
      })
      await Promise.all(requests)
    }
    const cuts = clientCuts + links.reduce((sum, link) => sum + link.cuts(), 0)

    let replays = 0
    for (const { grant } of book.grants()) {
      const late = Array.from({ length: lateReplays }, () => book.send(grant, through(balancer)))
      for (const attempt of await Promise.all(late)) if (attempt.outcome === 'made' && attempt.replayed) replays++
    }
    const whole = new Set(signatures.seen().filter((signature) => signature.length === 132))
    const { problems, verdict } = await closeBook(deployment, book)
    const requests = keys * requestsPerKey
    console.info(`keys: ${requests} requests, ${cuts} cuts, ${replays} late replays, ${keys} keys, ${verdict}`)
    expect(problems).toEqual([])
    expect({ cuts, replays, signatures: whole.size }).toEqual({
      cuts: requests / 5,
      replays: keys * lateReplays,
      signatures: keys,
    })
  })

  test('behavior: a commit that is lost on its way, or its acknowledgement, is OUTCOME_UNKNOWN, and the key settles it', async () => {
    const rounds = fuzzRuns(5)
    // An instance notes its signer by a commit of its own before the first grant: the one to be lost is the grant's.
    for (const door of deployment.doors) {
      for (let nth = 0; nth < 4; nth++) await book.settle(grants.next(), through(door))
    }
    for (let round = 0; round < rounds; round++) {
      for (const [index, door] of deployment.doors.entries()) {
        const link = deployment.links[index]
        const [stored, notStored] = [grants.next(), grants.next()]
        link?.cutAnswer(acknowledgement(random))
        expect(await book.send(stored, through(door))).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
        expect(await book.send(stored, through(door))).toMatchObject({ outcome: 'made', replayed: true })
        link?.cutRequest(commit)
        expect(await book.send(notStored, through(door))).toMatchObject({ code: 'OUTCOME_UNKNOWN' })
        expect(await book.send(notStored, through(door))).toMatchObject({ outcome: 'made', replayed: false })
      }
    }
    const { problems, verdict } = await closeBook(deployment, book)
    console.info(`commits: ${rounds * 2} lost before, ${rounds * 2} after they were made, ${verdict}`)
    expect(problems).toEqual([])
  })
})

/** [protocol] CommandComplete `COMMIT` is 12 bytes, ReadyForQuery behind it 6; without the last of them nothing is certain. */
function acknowledgement(random: Random): CutPoint {
  return (bytes) => {
    const at = bytes.indexOf('COMMIT\0')
    return at < 0 ? null : at - 5 + random.below(18)
  }
}

/** Nothing of the statement reaches the database. */
const commit: CutPoint = (bytes) => (bytes.includes('COMMIT') ? 0 : null)
