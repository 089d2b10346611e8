import type { Address } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createReadSnapshot } from '../src/balance/readSnapshot.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { openKnex } from '../src/db/openKnex.js'
import { openReadPool, type ReadPool } from '../src/db/openReadPool.js'
import { flagUsers } from '../src/domain/flagUsers.js'
import { createLocalHints } from '../src/hints/createLocalHints.js'
import { type PrimaryMark, readPrimaryMark } from '../src/replica/readPrimaryMark.js'
import { createReadReplicaSnapshots, ReplicaChangedError } from '../src/replica/readReplicaSnapshots.js'
import { readReplicaState } from '../src/replica/readReplicaState.js'
import { createTestDatabase, type TestDatabase } from './createTestDatabase.js'
import { createTestIssuance } from './createTestIssuance.js'
import { newAddress } from './grantTestCredit.js'
import { makeCredits } from './makeCredits.js'
import { type ReplicatedCluster, startReplicatedCluster, type TestReplica } from './startReplica.js'
import { root } from './startTestServer.js'

let cluster: ReplicatedCluster
let replica: TestReplica
let database: TestDatabase
let knex: ReturnType<typeof openKnex>
let primary: ReadPool
let pool: ReadPool
const issuance = createTestIssuance(parseConfig({}))

beforeAll(async () => {
  cluster = await startReplicatedCluster()
  replica = await cluster.startReplica()
  database = await createTestDatabase({ clusterUrl: cluster.clusterUrl })
  await replica.catchUp()
  knex = openKnex(database.connectionString)
  primary = openReadPool(database.connectionString)
  pool = openReadPool(replica.urlOf(database.connectionString), {
    name: 'test',
    statementMs: 5_000,
    checkIdentity: false,
  })
})
afterAll(async () => {
  await Promise.all([pool.close(), primary.close(), knex.destroy()])
  await database.drop()
  await cluster.stop()
})

/** What is said of a user by the replica, where it takes the primary's clock for what `clock` says; undefined where it says nothing. */
async function readAt(address: Address, clock: (mark: PrimaryMark) => Partial<PrimaryMark> = () => ({})) {
  await replica.catchUp()
  const asOf = await readPrimaryMark(primary)
  const { server, objection } = await readReplicaState(pool, asOf)
  expect(objection).toBeNull()
  const latest = { ...asOf, ...clock(asOf) }
  const found = await createReadReplicaSnapshots(pool)([address], { asOf, server, latest })
  return found.get(address)
}

const inSeconds = (seconds: number) => new Date((Math.floor(Date.now() / 1_000) + seconds) * 1_000)

/** Says that it was another time on the primary. */
const shifted =
  (seconds: number) =>
  ({ databaseMs }: PrimaryMark) => ({ databaseMs: databaseMs + seconds * 1_000 })

/** Says that the primary took so long to answer that its clock may show anything in a window of as many seconds. */
const unsure =
  (seconds: number) =>
  ({ askedAtMs, answeredAtMs }: PrimaryMark) => ({
    askedAtMs: askedAtMs - seconds * 500,
    answeredAtMs: answeredAtMs + seconds * 500,
  })

describe('what a replica answers, by the clock of the primary', () => {
  test('default: the same bytes as the primary, with a deadline that is early and never late', async () => {
    const address = newAddress()
    await makeCredits({ knex, issuance }, address, { expiresAt: inSeconds(3_600) }, {})
    const beganAtMs = performance.now()
    const direct = await createReadSnapshot(primary)(address)
    const tookMs = performance.now() - beganAtMs
    const found = await readAt(address)
    expect(String(found?.body())).toBe(String(direct.body()))
    expect(found?.etag).toBe(direct.etag)
    const deadlineOf = ({ clock, staleAtMs }: typeof direct) => clock.localMs + (Number(staleAtMs) - clock.databaseMs)
    // The clock was read somewhere between question and answer, so the primary's own deadline is early by as much at most.
    expect(deadlineOf(found ?? direct)).toBeLessThanOrEqual(deadlineOf(direct) + tookMs)
    expect(deadlineOf(found ?? direct)).toBeGreaterThan(performance.now())
  })

  test("behavior: the replica's own clock decides nothing: a credit expires by the primary's", async () => {
    const address = newAddress()
    await makeCredits({ knex, issuance }, address, { expiresAt: inSeconds(3_600) })
    expect(JSON.parse(String((await readAt(address, shifted(0)))?.body())).credits).toHaveLength(1)
    expect(JSON.parse(String((await readAt(address, shifted(7_200)))?.body())).credits).toHaveLength(0)
  })

  test('behavior: what expires at a moment that may be past or to come is not answered', async () => {
    const [soon, far] = [newAddress(), newAddress()]
    await makeCredits({ knex, issuance }, soon, { expiresAt: inSeconds(60) })
    await makeCredits({ knex, issuance }, far, { expiresAt: inSeconds(3_600) })
    expect(await readAt(soon, unsure(300))).toBeUndefined()
    expect(await readAt(far, unsure(300))).toBeDefined()
    expect(await readAt(soon)).toBeDefined()
  })

  test('behavior: neither is a flag that may have ended, nor one that is there, nor a user nobody knows', async () => {
    const [ending, flagged] = [newAddress(), newAddress()]
    await makeCredits({ knex, issuance }, ending, {})
    await makeCredits({ knex, issuance }, flagged, {})
    const ledger = { knex, hints: createLocalHints() }
    const flag = { type: 'captcha', reason: { message: 'No' } } as const
    await flagUsers(ledger, { actor: root, addresses: [ending], flag: { ...flag, until: inSeconds(60) } })
    await flagUsers(ledger, { actor: root, addresses: [flagged], flag })
    expect(await readAt(ending, unsure(300))).toBeUndefined()
    expect(await readAt(ending, shifted(120))).toBeDefined()
    expect(await readAt(flagged)).toBeUndefined()
    expect(await readAt(newAddress())).toBeUndefined()
  })

  test('behavior: what is of another epoch than the primary was last known to be is not answered', async () => {
    const address = newAddress()
    await makeCredits({ knex, issuance }, address, {})
    expect(await readAt(address, () => ({ epoch: 'another' }))).toBeUndefined()
  })

  test('error: ReplicaChangedError: another run of a server, or one that is behind where it was', async () => {
    const address = newAddress()
    await makeCredits({ knex, issuance }, address, {})
    await replica.catchUp()
    const asOf = await readPrimaryMark(primary)
    const { server } = await readReplicaState(pool, asOf)
    const view = { asOf: { ...asOf, position: 0n }, server, latest: asOf }
    const read = createReadReplicaSnapshots(pool)
    expect((await read([address], view)).has(address)).toBe(true)
    await expect(read([address], { ...view, server: 'another' })).rejects.toThrow(ReplicaChangedError)
    const ahead = { ...asOf, position: asOf.position + 1_000_000_000n }
    await expect(read([address], { ...view, asOf: ahead })).rejects.toThrow(ReplicaChangedError)
  })

  test('behavior: what was changed later than the primary may be is not answered by half', async () => {
    const address = newAddress()
    await makeCredits({ knex, issuance }, address, {})
    expect(await readAt(address, shifted(-60))).toBeUndefined()
  })
})
