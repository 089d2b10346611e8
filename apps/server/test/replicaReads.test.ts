import { randomUUID } from 'node:crypto'
import type { Balance } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { fuzzRuns } from '../../../packages/onchain/test/fuzzRuns.js'
import { createCompareVersions } from '../src/balance/compareVersions.js'
import { createReadSnapshots } from '../src/balance/readSnapshots.js'
import { parseConfig } from '../src/config/parseConfig.js'
import { openReadPool } from '../src/db/openReadPool.js'
import { renewEpoch } from '../src/db/renewEpoch.js'
import { flagUsers } from '../src/domain/flagUsers.js'
import { unflagUsers } from '../src/domain/unflagUsers.js'
import { CreditsError } from '../src/errors/CreditsError.js'
import { createLocalHints } from '../src/hints/createLocalHints.js'
import { openReplica } from '../src/replica/openReplica.js'
import { type RunningServer, startServer } from '../src/startServer.js'
import { askOperator } from './askOperator.js'
import { createTestDatabase, type TestDatabase } from './createTestDatabase.js'
import { newAddress } from './grantTestCredit.js'
import { makeCredits } from './makeCredits.js'
import { openStream } from './openStream.js'
import { startDatabaseProxy } from './startDatabaseProxy.js'
import { type ReplicatedCluster, startReplicatedCluster, type TestReplica } from './startReplica.js'
import { root, rootApiKey, startTestServer, type TestServer, type TestServerOptions } from './startTestServer.js'

/** What a replica may be behind here without being left alone: more than any test takes. */
const patient = { RECONCILE_MS: '60000' }

const waiting = { timeout: 30_000, interval: 20 }

const flag = { type: 'captcha', reason: { message: 'No' } } as const

let cluster: ReplicatedCluster
let replica: TestReplica
let server: TestServer

beforeAll(async () => {
  cluster = await startReplicatedCluster()
  replica = await cluster.startReplica()
  server = await start(patient)
})
afterEach(() => replica.resume())
afterAll(async () => {
  await server.stop()
  await cluster.stop()
})

/** Starts a server on a database of its own, and waits until its replica is read. */
async function start(env: Record<string, string>, options: TestServerOptions = {}): Promise<TestServer> {
  const started = await startTestServer({
    clusterUrl: cluster.clusterUrl,
    replicaUrl: ({ connectionString }) => replica.urlOf(connectionString),
    env,
    ...options,
  })
  await untilRead(started)
  return started
}

/** Starts another instance on the database of a test server. */
async function startBeside({ database }: TestServer, env: Record<string, string>): Promise<RunningServer> {
  const { connectionString } = database
  const replicaUrl = replica.urlOf(connectionString)
  const config = parseConfig({
    PORT: '0',
    CACHE_MB: '0',
    DATABASE_URL: connectionString,
    DATABASE_REPLICA_URL: replicaUrl,
    SEED_DEMO: 'false',
    ...env,
  })
  const started = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  await untilRead(started)
  return started
}

/** The reads of a replica as a server opens them, on the database of the test's own. */
function openReads() {
  const { connectionString } = server.database
  const reads = openReadPool(connectionString)
  const replicated = openReplica({
    replicaUrl: replica.urlOf(connectionString),
    reads,
    readSnapshots: createReadSnapshots(reads),
    compareVersions: createCompareVersions(reads),
    hints: createLocalHints(),
    logger: pino({ level: 'silent' }),
    reconcileMs: 60_000,
  })
  const close = async () => void (await Promise.all([replicated.close(), reads.close()]))
  return { replicated, close }
}

type Counts = { readonly answers: number; readonly refusals: number; readonly behindSeconds: number }

/** What a server measures of its replica. */
async function countsOf({ opsUrl }: Pick<TestServer, 'opsUrl'>): Promise<Counts> {
  const text = await (await fetch(`${opsUrl}/metrics`)).text()
  const read = (name: string) => Number(new RegExp(`^credits_replica_${name} (.*)$`, 'm').exec(text)?.[1])
  return { answers: read('answers_total'), refusals: read('refusals_total'), behindSeconds: read('behind_seconds') }
}

const isRead = async (asked: Pick<TestServer, 'opsUrl'>) => Number.isFinite((await countsOf(asked)).behindSeconds)
const untilUnread = (asked: Pick<TestServer, 'opsUrl'>) => vi.waitUntil(async () => !(await isRead(asked)), waiting)

/** Waits until the replica has what there is now; of before a server has heard its first hints it may answer nothing. */
async function untilRead(asked: Pick<TestServer, 'opsUrl'>): Promise<void> {
  const sinceMs = performance.now()
  await vi.waitUntil(async () => {
    const askedAtMs = performance.now()
    return askedAtMs - (await countsOf(asked)).behindSeconds * 1_000 > sinceMs
  }, waiting)
}

/** Reads a balance, which must be there. */
async function read({ url }: Pick<TestServer, 'url'>, address: Address, query = ''): Promise<Balance> {
  const answer = await fetch(`${url}/users/${address}/credits${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Balance
}

const versionOf = async (...asked: Parameters<typeof read>) => Number((await read(...asked)).version)

/** Grants through the API, as an operator does. */
async function grant(asked: Pick<TestServer, 'url'>, address: Address, key: string = randomUUID()): Promise<number> {
  const body = { type: 'on-demand', amount: '1', reason: 'test', expiresAt: '2099-01-01T00:00:00Z' }
  const answer = await askOperator(asked, 'POST', `/users/${address}/credits`, body, { 'Idempotency-Key': key })
  return answer.status
}

/** A user of version 1, known to the replica. */
async function knownUser({ knex, issuance }: TestServer = server): Promise<Address> {
  const address = newAddress()
  await makeCredits({ knex, issuance }, address, { wei: 1_000n })
  await replica.catchUp()
  return address
}

/** Writes past the server: nobody is told of it. */
const writeUnheard = (address: Address, { knex, issuance } = server) => makeCredits({ knex, issuance }, address, {})

/**
 * A user of whom the replica, which stands still from then on, answers version 1, while there is 2 that nobody was told of. So
 * what is newer does not come from there. A machine that is busy may answer too late, and then the replica rests.
 */
async function staleUser(versionOn = (address: Address) => versionOf(server, address)): Promise<Address> {
  for (let n = 0; n < 10; n++) {
    const address = await knownUser()
    await replica.pause()
    await writeUnheard(address)
    if ((await versionOn(address)) === 1) return address
    await replica.resume()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error('the replica is never read')
}

describe('reads from a replica', () => {
  test('default: balances come from the replica, byte for byte what the primary says', async () => {
    const address = await knownUser()
    const { answers } = await countsOf(server)
    const bodies = new Set<string>()
    await vi.waitUntil(async () => {
      bodies.add(await (await fetch(`${server.url}/users/${address}/credits`)).text())
      return (await countsOf(server)).answers >= answers + 10
    }, waiting)
    const asked = "select count(*)::int as n from pg_stat_activity where application_name = 'credits-server replica'"
    expect((await replica.query(server.database.connectionString, asked)).rows[0].n).toBeGreaterThan(0)
    const direct = await startServer(parseConfig({ PORT: '0', DATABASE_URL: server.database.connectionString }), {
      connectionString: server.database.connectionString,
      rootApiKey,
      logger: pino({ level: 'silent' }),
    })
    bodies.add(await (await fetch(`${direct.url}/users/${address}/credits`)).text())
    await direct.stop()
    expect(bodies.size).toBe(1)
  })

  test('behavior: whoever writes reads what was written, however far the replica is behind', async () => {
    const address = await staleUser()
    for (let version = 3; version <= 6; version++) {
      expect(await grant(server, address)).toBe(201)
      expect(await versionOf(server, address)).toBe(version)
    }
  })

  test('behavior: a user who was just granted a first credit is not unknown', async () => {
    await replica.pause()
    const heard = newAddress()
    await grant(server, heard)
    expect(await versionOf(server, heard)).toBe(1)
    const unheard = newAddress()
    await writeUnheard(unheard)
    expect(await versionOf(server, unheard)).toBe(1)
  })

  test('behavior: what another instance has told of is not read older', async () => {
    const other = await startBeside(server, patient)
    onTestFinished(() => other.stop())
    const address = await staleUser((asked) => versionOf(other, asked))
    await grant(server, address)
    await vi.waitUntil(async () => (await versionOf(other, address)) === 3, waiting)
  })

  test('behavior: minVersion is answered by the primary, and from then on nothing older', async () => {
    const address = await staleUser()
    expect(await versionOf(server, address, '?minVersion=2')).toBe(2)
    for (let n = 0; n < 5; n++) expect(await versionOf(server, address)).toBe(2)
  })

  test('behavior: a stream resumed from what the replica has not is not sent anything older', async () => {
    const address = await staleUser()
    const { snapshotId } = await read(server, address)
    const later = String(snapshotId).replace(/[.][0-9]+[.]/, '.2.')
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`, { 'Last-Event-ID': later })
    onTestFinished(() => stream.close())
    expect(JSON.parse((await stream.next()).data)).toMatchObject({ intervalMs: 15_000, snapshotId: later })
    expect(stream.events).toHaveLength(1)
    expect(await versionOf(server, address)).toBe(2)
  })

  test('behavior: a stream is sent each change at once while the replica stands still', async () => {
    const address = await knownUser()
    const stream = await openStream(`${server.url}/users/${address}/credits/stream`)
    onTestFinished(() => stream.close())
    expect((await stream.next()).event).toBe('heartbeat')
    expect(JSON.parse((await stream.next()).data).version).toBe(1)
    await replica.pause()
    for (const version of [2, 3]) {
      await grant(server, address)
      expect(JSON.parse((await stream.next(20_000)).data).version).toBe(version)
    }
  })

  test('behavior: a flag is confirmed by the primary, on and off', async () => {
    const [flagged, lifted] = [await knownUser(), await knownUser()]
    const ledger = { knex: server.knex, hints: createLocalHints() }
    await flagUsers(ledger, { actor: root, addresses: [lifted], flag })
    await replica.catchUp()
    await replica.pause()
    await unflagUsers(ledger, { actor: root, addresses: [lifted], type: 'captcha' })
    expect(await versionOf(server, lifted)).toBe(3)
    expect((await askOperator(server, 'POST', '/flag', { addresses: [flagged], ...flag })).status).toBe(200)
    for (let n = 0; n < 3; n++) expect((await fetch(`${server.url}/users/${flagged}/credits`)).status).toBe(401)
  })

  test('behavior: whoever was refused by the primary is not served by the replica after it', async () => {
    const address = await staleUser()
    await flagUsers({ knex: server.knex, hints: createLocalHints() }, { actor: root, addresses: [address], flag })
    const statusOf = async (query: string) => (await fetch(`${server.url}/users/${address}/credits${query}`)).status
    expect([await statusOf('?minVersion=3'), await statusOf(''), await statusOf('')]).toEqual([401, 401, 401])
  })

  test('behavior: an operation that changed nothing, because it was done elsewhere, is seen by whoever asked for it', async () => {
    const address = await staleUser()
    await flagUsers({ knex: server.knex, hints: createLocalHints() }, { actor: root, addresses: [address], flag })
    await askOperator(server, 'POST', '/flag', { addresses: [address], ...flag })
    expect((await fetch(`${server.url}/users/${address}/credits`)).status).toBe(401)
  })

  test('behavior: what a comparison finds to have moved is read from the primary', async () => {
    const { replicated, close } = openReads()
    onTestFinished(close)
    const versionOn = async (address: Address) => {
      const found = (await replicated.readSnapshots([address])).get(address)
      return found instanceof CreditsError ? 0 : Number(found?.id.version)
    }
    const address = await staleUser(versionOn)
    expect((await replicated.compareVersions([{ address, version: 1 }])).moved).toContain(address)
    expect(await versionOn(address)).toBe(2)
  })

  test('behavior: when hints may have been lost, nothing of before is answered, watched or not', async () => {
    const watched = await knownUser()
    const stream = await openStream(`${server.url}/users/${watched}/credits/stream`)
    onTestFinished(() => stream.close())
    await stream.next()
    expect(JSON.parse((await stream.next()).data).version).toBe(1)
    const unwatched = await staleUser()
    await writeUnheard(watched)
    await server.knex.raw(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'credits-server hints'",
    )
    expect(JSON.parse((await stream.next(20_000)).data).version).toBe(2)
    expect(await versionOf(server, unwatched)).toBe(2)
  })

  test('behavior: of another epoch than the primary nothing is taken', async () => {
    const renewed = await start(patient)
    onTestFinished(() => renewed.stop())
    const address = await knownUser(renewed)
    await replica.pause()
    const { epoch } = await renewEpoch(renewed.database.connectionString)
    const epochOf = async () => String((await read(renewed, address)).snapshotId).split('.')[0]
    await vi.waitUntil(async () => (await epochOf()) === epoch, waiting)
    for (let n = 0; n < 20; n++) expect(await epochOf()).toBe(epoch)
  })

  test('behavior: a replica that stands still is left alone once it may be older than is promised', async () => {
    const near = await start({ RECONCILE_MS: '500' })
    onTestFinished(() => near.stop())
    const address = await knownUser(near)
    await replica.pause()
    await writeUnheard(address, near)
    await vi.waitUntil(async () => (await versionOf(near, address)) === 2, waiting)
    const lastSaid = () => near.logs.findLast(({ msg }) => String(msg).startsWith('the replica is'))
    const behind = {
      msg: 'the replica is not read; the primary answers in its place',
      // Or, of a machine that was held up, that it did not answer in time.
      why: expect.any(String),
    }
    await vi.waitFor(() => expect(lastSaid()).toMatchObject(behind), waiting)
    await replica.resume()
    await untilRead(near)
    await vi.waitFor(() => expect(lastSaid()).toMatchObject({ msg: 'the replica is read' }), waiting)
  })

  test('behavior: no read fails when the replica is killed, and it is read again when it is back', async () => {
    const address = await knownUser()
    let over = false
    const readers = Array.from({ length: 4 }, async () => {
      let count = 0
      for (; !over; count++) {
        expect(await versionOf(server, address)).toBe(1)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return count
    })
    await untilRead(server)
    const before = await countsOf(server)
    await vi.waitUntil(async () => (await countsOf(server)).answers > before.answers + 10, waiting)
    await replica.kill()
    await untilUnread(server)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await replica.restart()
    await untilRead(server)
    over = true
    for (const count of await Promise.all(readers)) expect(count).toBeGreaterThan(0)
    const { answers } = await countsOf(server)
    await vi.waitUntil(async () => {
      await versionOf(server, address)
      return (await countsOf(server)).answers > answers
    }, waiting)
  })

  test('behavior: no read fails when the replica says nothing any more or is slow, and few wait for it', async () => {
    const { proxy, connectionString } = await startDatabaseProxy({
      ...server.database,
      connectionString: replica.urlOf(server.database.connectionString),
    })
    const behind = await startTestServer({
      clusterUrl: cluster.clusterUrl,
      env: patient,
      replicaUrl: (own) => {
        const url = new URL(connectionString)
        url.pathname = new URL(own.connectionString).pathname
        return url.href
      },
    })
    onTestFinished(async () => {
      await behind.stop()
      await proxy.close()
    })
    const address = await knownUser(behind)
    await untilRead(behind)
    proxy.blackhole()
    for (let n = 0; n < 50; n++) expect(await versionOf(behind, address)).toBe(1)
    expect(await isRead(behind)).toBe(false)
    proxy.cutAll()
    proxy.heal()
    await untilRead(behind)
    const loggedBefore = behind.logs.length
    // One that does answer, and takes longer than it is worth. It is soon tried again, so what is asked for is what was said.
    proxy.delay(150)
    const why = 'it has not answered within 250 ms'
    await vi.waitFor(async () => {
      expect(await versionOf(behind, address)).toBe(1)
      expect(behind.logs.slice(loggedBefore)).toContainEqual(expect.objectContaining({ why }))
    }, waiting)
    expect(behind.logs.filter(({ level }) => Number(level) >= 50)).toEqual([])
  })

  test('behavior: any interleaving of writes, reads on two instances and pauses: no version runs back, own writes are seen', async () => {
    const env = { RECONCILE_MS: '700' }
    const a = await start(env)
    const b = await startBeside(a, env)
    onTestFinished(async () => {
      await b.stop()
      await a.stop()
    })
    const steps = fc.array(
      fc.constantFrom('write on a', 'write on b', 'write unheard', 'read on a', 'read on b', 'pause', 'resume'),
      { minLength: 3, maxLength: 14 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        await replica.resume()
        const address = await knownUser(a)
        let truth = 1
        /** What each instance must at least answer: its own writes, and what it has answered before. */
        const least = { a: 1, b: 1 }
        const readOn = async (name: 'a' | 'b') => {
          const version = await versionOf(name === 'a' ? a : b, address)
          expect(version).toBeGreaterThanOrEqual(least[name])
          expect(version).toBeLessThanOrEqual(truth)
          least[name] = version
          return version
        }
        const writeOn = async (name: 'a' | 'b') => {
          expect(await grant(name === 'a' ? a : b, address)).toBe(201)
          truth += 1
          least[name] = truth
        }
        for (const step of drawn) {
          if (step === 'pause') await replica.pause()
          else if (step === 'resume') await replica.resume()
          else if (step === 'write unheard') {
            await writeUnheard(address, a)
            truth += 1
          } else if (step.startsWith('write')) await writeOn(step.endsWith('a') ? 'a' : 'b')
          else await readOn(step.endsWith('a') ? 'a' : 'b')
        }
        // Within what is promised everybody has everything, whether the replica has gone on or not.
        for (const name of ['a', 'b'] as const) await vi.waitUntil(async () => (await readOn(name)) === truth, waiting)
      }),
      { numRuns: fuzzRuns(30), endOnFailure: true },
    )
    // Or all of it was said of the primary alone.
    const counts = [await countsOf(a), await countsOf(b)]
    for (const { answers, refusals } of counts) expect(Math.min(answers, refusals)).toBeGreaterThan(0)
  })

  test('behavior: what is no replica of this database is not read, and the operator is told why', async () => {
    const elsewhere = await createTestDatabase({ clusterUrl: cluster.clusterUrl })
    await replica.catchUp()
    for (const [replicaUrl, why] of [
      [({ connectionString }) => connectionString, 'it is no replica: it takes writes itself'],
      [() => replica.urlOf(elsewhere.connectionString), 'it leads to another database of that server'],
      [() => 'postgres://127.0.0.1:1/credits', 'it cannot be asked: connect ECONNREFUSED 127.0.0.1:1'],
    ] satisfies [(database: TestDatabase) => string, string][]) {
      const wrong = await startTestServer({ clusterUrl: cluster.clusterUrl, env: patient, replicaUrl })
      const address = await knownUser(wrong)
      await vi.waitFor(() => expect(wrong.logs).toContainEqual(expect.objectContaining({ why })), waiting)
      for (let n = 0; n < 5; n++) expect(await versionOf(wrong, address)).toBe(1)
      const { answers, refusals } = await countsOf(wrong)
      expect([answers, refusals]).toEqual([0, 0])
      await wrong.stop()
    }
    await elsewhere.drop()
  })

  test('behavior: a replica that was promoted is noticed and not read any more, whatever it has', async () => {
    const promoted = await cluster.startReplica()
    const beside = await startTestServer({
      clusterUrl: cluster.clusterUrl,
      env: patient,
      replicaUrl: ({ connectionString }) => promoted.urlOf(connectionString),
    })
    onTestFinished(() => beside.stop())
    const address = await knownUser(beside)
    await promoted.catchUp()
    await untilRead(beside)
    expect(await versionOf(beside, address)).toBe(1)
    await promoted.promote()
    await promoted.query(beside.database.connectionString, `update users set version = 99 where address = '${address}'`)
    expect(await versionOf(beside, address)).toBe(1)
    expect(await isRead(beside)).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await versionOf(beside, address)).toBe(1)
    expect(await isRead(beside)).toBe(false)
  })
})
