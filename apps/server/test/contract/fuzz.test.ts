import { errorCodes, type OperationId } from '@credits-server/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { findDiscrepancies } from '../../src/ledger/findDiscrepancies.js'
import {
  arbitraryInvalidRequest,
  arbitraryValidRequest,
  arbitraryWildRequest,
  type DrawnRequest,
} from './arbitraryRequest.js'
import { countRows } from './countRows.js'
import { type ContractOperation, contractOperations } from './document.js'
import { judgedByTheOperation } from './judgedByTheOperation.js'
import { describe, type FuzzTarget, startFuzzTarget } from './startFuzzTarget.js'

let target: FuzzTarget
beforeAll(async () => {
  target = await startFuzzTarget()
})
afterAll(() => target.stop())

/** Requests that are under way at once; a property's run is this many. */
const atOnce = 10

/** Sends about as many drawn requests as asked for, up to ten at once; a run that fails is shrunk to the requests that it takes. */
async function sendMany(
  requests: fc.Arbitrary<DrawnRequest>,
  count: number,
  judge: (drawn: DrawnRequest) => Promise<void>,
): Promise<void> {
  const list = fc.array(requests, { minLength: 1, maxLength: atOnce, size: 'max' })
  await fc.assert(
    fc.asyncProperty(list, async (some) => {
      await Promise.all(some.map(judge))
    }),
    { numRuns: Math.ceil((2 * count) / (atOnce + 1)) },
  )
}

// Together 100,000 requests in the long run, and 5,000 in the short one.
test('F1 and F2: what the document allows is answered as it declares, and never 400', async () => {
  await sendMany(arbitraryValidRequest(target), fuzzRuns(1_700), async (drawn) => {
    const { status, body } = await target.sendDrawn(drawn)
    if (![400, 413, 414, 415, 431].includes(status)) return
    const { code } = JSON.parse(body)
    if (!judgedByTheOperation(drawn.operation).has(code)) throw new Error(`${describe(drawn.sent)}: ${body}`)
  })
})

test('F1 and F2: every operation of the document has answered some of these requests with success', async () => {
  const reached = (id: OperationId, { answered }: FuzzTarget) =>
    [...(answered().get(id) ?? [])].some((one) => one < 300)
  // demoSpend wants a chain, and is tried on one.
  const tried = contractOperations.filter(({ id }) => id !== 'demoSpend')
  const stillOpen = () => tried.filter(({ id }) => !reached(id, target))
  // Each round draws from what the rounds before have made.
  for (let round = 0; round < 8 && stillOpen().length > 0; round++) {
    const makers = contractOperations.filter(({ responses }) => responses.has(201))
    await drawFor(target, [...makers, ...stillOpen()], 10)
  }
  // What needs the demo as it began, such as a season that runs, is tried on others, each as it began.
  let left = stillOpen()
  for (let round = 0; round < 6 && left.length > 0; round++) {
    const fresh = await startFuzzTarget({ untouched: true })
    await drawFor(fresh, left, 150).finally(() => fresh.stop())
    left = left.filter(({ id }) => !reached(id, fresh))
  }
  // Nothing was proved of an operation whose every request was refused.
  expect(left.map(({ id }) => id)).toEqual([])
  console.info([...target.answered()].map(([id, statuses]) => `${id} ${[...statuses].sort().join(' ')}`).join(', '))
})

let draws = 0

/** Sends valid requests of each of these operations until one succeeds, at most so many, one after the other. */
async function drawFor(at: FuzzTarget, operations: readonly ContractOperation[], most: number): Promise<void> {
  for (const operation of operations) {
    const requests = arbitraryValidRequest({ ...at, operations: [operation] })
    for (const drawn of fc.sample(requests, { numRuns: most, seed: inject('fuzzSeed') + draws++ })) {
      if ((await at.sendDrawn(drawn)).status < 300) break
    }
  }
}

test('F1 and F2: what the document does not allow is refused with a code of the field, and nothing is written', async () => {
  const before = await countRows(target.server.knex)
  await sendMany(arbitraryInvalidRequest(target), fuzzRuns(1_700), async (drawn) => {
    const { status, body } = await target.sendDrawn(drawn)
    const code = status < 400 ? 'none' : JSON.parse(body).code
    const { what = '', codes = [] } = drawn.wrong ?? {}
    if (codes.includes(code) && errorCodes[code as keyof typeof errorCodes].status === status) return
    throw new Error(
      `${drawn.operation.id} with ${what} was answered ${status} ${code}, not ${codes}: ${describe(drawn.sent)}`,
    )
  })
  expect(await countRows(target.server.knex)).toEqual(before)
})

test('F1: whatever else is asked, the answer is one that the document declares', async () => {
  await sendMany(arbitraryWildRequest(target), fuzzRuns(1_600), async (drawn) => {
    await target.sendDrawn(drawn)
  })
})

test('F1 and F2: the ledger holds after all of it, and nothing was logged as an error', async () => {
  expect(await findDiscrepancies(target.server.knex)).toEqual([])
  expect(target.server.logs.filter(({ level }) => Number(level) >= 50)).toEqual([])
  console.info(`${target.count()} requests`)
})
