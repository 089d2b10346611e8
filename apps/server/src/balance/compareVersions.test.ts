import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantTestCredit, newAddress } from '../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'
import { openReadPool, type ReadPool } from '../db/openReadPool.js'
import { renewEpoch } from '../db/renewEpoch.js'
import { createCompareVersions } from './compareVersions.js'

let server: TestServer
let reads: ReadPool
beforeAll(async () => {
  server = await startTestServer()
  reads = openReadPool(server.database.connectionString)
})
afterAll(async () => {
  await reads.close()
  await server.stop()
})

describe('compareVersions', () => {
  test('default: names what has another version, also a lower one and none, and the time of the comparison', async () => {
    const [same, ahead, behind, unknown] = [newAddress(), newAddress(), newAddress(), newAddress()]
    for (const address of [same, ahead, behind]) await grantTestCredit(server, address, { mana: '1' }, { mana: '2' })
    const compareVersions = createCompareVersions(reads)
    const beganAtMs = Date.now()
    const { moved, takenAt, clock } = await compareVersions([
      { address: same, version: 2 },
      { address: ahead, version: 1 },
      { address: behind, version: 3 },
      { address: unknown, version: 0 },
    ])
    expect(moved).toEqual(new Set([ahead, behind, unknown]))
    // One machine, one clock.
    expect(Date.parse(takenAt)).toBeGreaterThanOrEqual(beganAtMs - 1)
    expect(Math.floor(clock.databaseMs)).toBe(Date.parse(takenAt))
    expect(clock.localMs).toBeLessThanOrEqual(performance.now())
  })

  test('behavior: asked about nothing it still tells time and epoch; a renewed epoch shows', async () => {
    const compareVersions = createCompareVersions(reads)
    const before = await compareVersions([])
    expect(before.moved.size).toBe(0)
    await renewEpoch(server.database.connectionString)
    expect((await compareVersions([])).epoch).not.toBe(before.epoch)
  })
})
