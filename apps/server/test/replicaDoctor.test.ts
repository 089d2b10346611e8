import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkReplica } from '../src/commands/doctor/checkReplica.js'
import { createTestDatabase, type TestDatabase } from './createTestDatabase.js'
import { type ReplicatedCluster, startReplicatedCluster, type TestReplica } from './startReplica.js'

let cluster: ReplicatedCluster
let replica: TestReplica
let database: TestDatabase

beforeAll(async () => {
  cluster = await startReplicatedCluster()
  replica = await cluster.startReplica()
  database = await createTestDatabase({ clusterUrl: cluster.clusterUrl })
  await replica.catchUp()
})
afterAll(async () => {
  await database.drop()
  await cluster.stop()
})

const check = (databaseReplicaUrl: string | null, reconcileMs = 60_000) =>
  checkReplica(database.connectionString, { databaseReplicaUrl, reconcileMs })

describe('doctor, of the replica', () => {
  test('default: it says how far behind it is, and nothing where there is none', async () => {
    const found = expect.stringMatching(/^it follows this primary, and is less than [0-9]+ ms behind$/)
    expect(await check(replica.urlOf(database.connectionString))).toMatchObject([{ state: 'ok', found }])
    expect(await check(null)).toEqual([])
  })

  test('behavior: an idle primary does not look as if its replica lagged, not even at the start of a page of its log', async () => {
    for (let n = 0; n < 5; n++) {
      await replica.catchUp()
      expect(await check(replica.urlOf(database.connectionString), 2_000)).toMatchObject([{ state: 'ok' }])
    }
  })

  test('behavior: one that stands still is a warning', async () => {
    await replica.pause()
    const other = await createTestDatabase({ clusterUrl: cluster.clusterUrl })
    const found = expect.stringMatching(/^it is more than 200 ms behind \([0-9]+ bytes\), and is not read$/)
    expect(await check(replica.urlOf(database.connectionString), 200)).toMatchObject([{ state: 'warning', found }])
    await replica.resume()
    await other.drop()
  })

  test('error: a primary, another database, another server, none at all', async () => {
    const other = await createTestDatabase({ clusterUrl: cluster.clusterUrl })
    const elsewhere = await createTestDatabase()
    await replica.catchUp()
    for (const [url, found] of [
      [database.connectionString, 'it is no replica: it takes writes itself'],
      [replica.urlOf(other.connectionString), 'it leads to another database of that server'],
      [elsewhere.connectionString, 'it is a copy of another database server'],
      ['postgres://127.0.0.1:1/credits', 'it cannot be asked: connect ECONNREFUSED 127.0.0.1:1'],
    ] as const) {
      expect(await check(url)).toMatchObject([{ check: 'replica', state: 'problem', found }])
    }
    await other.drop()
    await elsewhere.drop()
  })
})
