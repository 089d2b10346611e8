import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import type {} from '../../../../packages/onchain/test/chooseFuzz.js'
import { fuzzRuns } from '../../../../packages/onchain/test/fuzzRuns.js'
import { type FaultProxy, startFaultProxy } from '../../../faults/tools/startFaultProxy.js'
import { grantOverHttp } from '../../test/grantOverHttp.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { type OpenedStream, openStream } from '../../test/openStream.js'
import { hasNatsServer, type NatsTestServer, startNatsServer } from '../../test/startNatsServer.js'
import { rootApiKey, startTestServer, type TestServer } from '../../test/startTestServer.js'
import { parseConfig } from '../config/parseConfig.js'
import { type NatsPlace, parseNatsPlace } from '../config/parseNatsPlace.js'
import { type RunningServer, startServer } from '../startServer.js'
import { connectNats } from './connectNats.js'
import { createNatsHints } from './createNatsHints.js'
import { natsSubject } from './natsSubject.js'

const inTimeMs = 10_000
/** From its heartbeat to the end of its patience. */
const noticedMs = 15_000
/** How long NATS is away. */
const cutMs = inject('fuzzRuns') === null ? 3_000 : 60_000
/** A comparison that never comes in time, so that only a hint or a gap can; and one that does. */
const [never, often] = ['60000', '300']

const placeAt = (url: string) => parseNatsPlace(url) as NatsPlace

/** Two instances on one database and one NATS; the way of the second one to it can be cut. */
type Pair = {
  readonly server: TestServer
  readonly other: RunningServer
  readonly proxy: FaultProxy
  stop(): Promise<void>
}

async function startPair(nats: NatsTestServer, reconcileMs: string): Promise<Pair> {
  const proxy = await startFaultProxy({ host: '127.0.0.1', port: nats.port })
  const server = await startTestServer({ env: { RECONCILE_MS: reconcileMs, NATS_URL: nats.url } })
  const NATS_URL = `nats://127.0.0.1:${proxy.port}`
  const config = parseConfig({ PORT: '0', SEED_DEMO: 'false', RECONCILE_MS: reconcileMs, NATS_URL })
  const { connectionString } = server.database
  const other = await startServer(config, { connectionString, rootApiKey, logger: pino({ level: 'silent' }) })
  for (const one of [server, other]) await connected(one, true)
  return {
    server,
    other,
    proxy,
    async stop() {
      await other.stop()
      await server.stop()
      await proxy.close()
    },
  }
}

/** Waits until an instance says of itself whether it hears. */
async function connected({ opsUrl }: RunningServer, expected: boolean, timeout = inTimeMs): Promise<void> {
  const line = new RegExp(`^credits_hints_connected ${Number(expected)}$`, 'm')
  await vi.waitFor(async () => expect(await (await fetch(`${opsUrl}/metrics`)).text()).toMatch(line), { timeout })
}

/** Opens a stream of a user and takes its first balance. */
async function watch({ url }: RunningServer, address: string): Promise<OpenedStream> {
  const stream = await openStream(`${url}/users/${address}/credits/stream`)
  onTestFinished(() => stream.close())
  await stream.next()
  await stream.next()
  return stream
}

/** Grants a new user one credit and watches it on the other instance. */
async function watchNew({ server, other }: Pair): Promise<{ address: Address; stream: OpenedStream }> {
  const address = newAddress()
  await grantOverHttp(server, address)
  return { address, stream: await watch(other, address) }
}

const balances = ({ events }: OpenedStream) =>
  events.filter(({ event }) => event === undefined).map(({ data }) => JSON.parse(data).totalCredits as number)
const ends = (stream: OpenedStream, total: number) =>
  expect.poll(() => balances(stream).at(-1), { timeout: inTimeMs, interval: 10 }).toBe(total)

describe.skipIf(!hasNatsServer)('createNatsHints', () => {
  let nats: NatsTestServer
  /** Reads by itself so seldom that only a hint or a gap can be in time. */
  let pair: Pair

  beforeAll(async () => {
    nats = await startNatsServer()
    pair = await startPair(nats, never)
  })
  afterAll(async () => {
    await pair.stop()
    await nats.remove()
  })

  /** Hints of an instance of their own. */
  function openHints(url = nats.url) {
    const lines: string[] = []
    const logger = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
    const hints = createNatsHints({ place: placeAt(url), logger, draining: new AbortController().signal })
    onTestFinished(() => hints.close())
    return { hints, lines, hearing: (is: boolean) => expect.poll(hints.isHearing, { timeout: inTimeMs }).toBe(is) }
  }

  test('default: a grant reaches the streams of both instances, and the database carries no hints', async () => {
    const { server, other } = pair
    const { address, stream } = await watchNew(pair)
    const streams = [await watch(server, address), stream]
    await grantOverHttp(server, address)
    for (const one of streams) await ends(one, 2)
    await grantOverHttp(other, address)
    for (const one of streams) await ends(one, 3)
    const { rows } = await server.knex.raw(
      "select from pg_stat_activity where application_name = 'credits-server hints' and datname = current_database()",
    )
    expect(rows).toEqual([])
  })

  test('behavior: an instance listens to what it serves, a moment longer, and to nothing else', async () => {
    const own = await startNatsServer()
    onTestFinished(() => own.remove())
    const reading = await startPair(own, often)
    onTestFinished(() => reading.stop())
    const { server, other } = reading
    const users = Array.from({ length: 30 }, newAddress)
    await Promise.all(users.map((address) => grantOverHttp(server, address)))
    const [watched = '', twice = '', read = '', ...others] = users
    const listened = (...addresses: string[]) =>
      expect
        .poll(() => own.hintSubjects(), { timeout: 3 * inTimeMs })
        .toEqual(addresses.map((address) => natsSubject(address as Address)).sort())
    await listened()
    const streams = [await watch(other, watched), await watch(server, twice), await watch(other, twice)]
    await fetch(`${other.url}/users/${read}/credits`)
    await listened(watched, twice, read)
    await listened(watched, twice)

    const { out_msgs: before } = await own.counts()
    for (const address of others) await grantOverHttp(server, address)
    expect((await own.counts()).out_msgs).toBe(before)

    for (const stream of streams) stream.close()
    await watch(other, watched)
    await listened(watched)
  })

  test('behavior: a cut loses nothing: all is there at once when it is over, without any comparison', async () => {
    const { server, other, proxy } = pair
    // One is changed last where it is heard of by the gap, one where it is heard of by what waited.
    const [first, second] = [await watchNew(pair), await watchNew(pair)]
    const here = await watch(server, second.address)
    proxy.blackhole()
    proxy.cutAll()
    await connected(other, false)
    const until = performance.now() + cutMs
    let total = 1
    do {
      for (const instance of [other, server]) await grantOverHttp(instance, first.address)
      for (const instance of [server, other]) await grantOverHttp(instance, second.address)
      total += 2
    } while (performance.now() < until)
    proxy.heal()
    for (const stream of [first.stream, second.stream, here]) await ends(stream, total)
    await connected(other, true)
  })

  test('behavior: while it is cut, whoever watches follows by reading', async () => {
    const reading = await startPair(nats, often)
    const { address, stream } = await watchNew(reading)
    reading.proxy.blackhole()
    reading.proxy.cutAll()
    await connected(reading.other, false)
    for (let total = 2; total < 5; total++) {
      await grantOverHttp(reading.server, address)
      await ends(stream, total)
    }
    await connected(reading.other, false)
    stream.close()
    await reading.stop()
  })

  test('behavior: a NATS that is killed and comes back costs no grant and no change', async () => {
    const { server, other } = pair
    const { address, stream } = await watchNew(pair)
    for (let round = 0; round < 3; round++) {
      await nats.kill()
      for (const one of [server, other]) await connected(one, false)
      await grantOverHttp(server, address)
      await nats.start()
      await ends(stream, 2 + 2 * round)
      for (const one of [server, other]) await connected(one, true)
      await grantOverHttp(server, address)
      await ends(stream, 3 + 2 * round)
    }
  })

  test('behavior: a NATS that stands still is noticed within 15 s, and meanwhile nothing waits for it', async () => {
    const reading = await startPair(nats, often)
    const { address, stream } = await watchNew(reading)
    nats.freeze()
    onTestFinished(() => nats.thaw())
    await grantOverHttp(reading.server, address)
    await ends(stream, 2)
    for (const one of [reading.server, reading.other]) await connected(one, false, noticedMs)
    await grantOverHttp(reading.server, address)
    await ends(stream, 3)
    nats.thaw()
    for (const one of [reading.server, reading.other, pair.server, pair.other]) await connected(one, true)
    stream.close()
    await reading.stop()
  })

  test('behavior: what is published before there is a connection is told when there is', async () => {
    const address = newAddress()
    const heard: number[] = []
    const listening = openHints()
    listening.hints.subscribe(address, (version) => heard.push(version))
    await listening.hearing(true)
    const early = openHints()
    early.hints.publish({ address, version: 8 })
    expect(early.hints.isHearing()).toBe(false)
    await expect.poll(() => heard, { timeout: inTimeMs }).toEqual([8])
  })

  test('behavior: what a frozen NATS has not taken is sent to the one that comes after it', async () => {
    const link = await startFaultProxy({ host: '127.0.0.1', port: nats.port })
    onTestFinished(() => link.close())
    const { hints, hearing } = openHints(`nats://127.0.0.1:${link.port}`)
    const listening = openHints()
    const heard = new Map<number, number>()
    const users = Array.from({ length: 100 }, newAddress)
    for (const [n, address] of users.entries()) {
      listening.hints.subscribe(address, (version) => void heard.set(n, version))
    }
    await Promise.all([hearing(true), listening.hearing(true)])
    link.blackhole()
    // The first turn is under way when it is cut, the second waits for it.
    for (const half of [users.slice(0, 50), users.slice(50)]) {
      for (const address of half) hints.publish({ address, version: 5 })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(heard.size).toBe(0)
    link.cutAll()
    link.heal()
    await expect.poll(() => users.map((_, n) => heard.get(n)), { timeout: inTimeMs }).toEqual(users.map(() => 5))
  })

  test('behavior: 10,000 hints of one turn go out together, the latest version of each address', async () => {
    const [publishing, listening] = [openHints(), openHints()]
    const users = Array.from({ length: 10_000 }, newAddress)
    const heard = new Map<Address, number[]>()
    for (const address of users) {
      heard.set(address, [])
      listening.hints.subscribe(address, (version) => heard.get(address)?.push(version))
    }
    await Promise.all([publishing.hearing(true), listening.hearing(true)])
    await expect.poll(async () => (await nats.hintSubjects()).length, { timeout: inTimeMs }).toBeGreaterThan(9_999)
    const { in_msgs: before } = await nats.counts()
    for (const version of [2, 3, 1]) for (const address of users) publishing.hints.publish({ address, version })
    await expect.poll(() => [...heard.values()].flat().length, { timeout: inTimeMs }).toBe(10_000)
    expect(new Set([...heard.values()].map(String))).toEqual(new Set(['3']))
    expect((await nats.counts()).in_msgs - before).toBe(10_000)
  })

  test('behavior: what others write to the subjects makes nobody say anything wrong', async () => {
    const { address, stream } = await watchNew(pair)
    const forger = await connectNats(placeAt(nats.url), {})
    onTestFinished(() => forger.close())
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .constantFrom('0', '-1', '1e3', 'NaN', '', ' 2', '99999999999999999999', '2\n3', '0x2', '007', '2.5')
        .map(bytes),
      fc.nat(1_000).map((version) => bytes(String(version))),
    )
    const subject = fc.constantFrom(
      natsSubject(address),
      natsSubject(address).toUpperCase(),
      `${natsSubject(address)}.more`,
      'credits.hint',
      'credits.hint.__proto__',
    )
    await fc.assert(
      fc.asyncProperty(subject, payload, async (to, content) => {
        forger.publish(to, content)
        await forger.flush()
      }),
      { numRuns: fuzzRuns(1_000) },
    )
    expect(balances(stream)).toEqual([1])
    await grantOverHttp(pair.server, address)
    await ends(stream, 2)
    expect(balances(stream)).toEqual([1, 2])
    await connected(pair.other, true)
    expect(pair.server.logs.filter(({ level }) => Number(level) >= 50)).toEqual([])
  })

  test('behavior: it is hearing from when it is subscribed to its loss, and again when it has told of the gap', async () => {
    const link = await startFaultProxy({ host: '127.0.0.1', port: nats.port })
    onTestFinished(() => link.close())
    const { hints, hearing } = openHints(`nats://127.0.0.1:${link.port}`)
    const atGaps: boolean[] = []
    hints.onGap(() => atGaps.push(hints.isHearing()))
    expect(hints.isHearing()).toBe(false)
    await hearing(true)
    for (const gaps of [1, 2]) {
      expect(atGaps).toEqual(Array(gaps).fill(true))
      link.blackhole()
      link.cutAll()
      await hearing(false)
      link.heal()
      await hearing(true)
    }
    await hints.close()
    expect(hints.isHearing()).toBe(false)
  })

  test('behavior: credentials open the door; without them it is not heard, and no line of the log has them', async () => {
    const guarded = await startNatsServer({
      configuration: `authorization { users = [
        { user: credits, password: "hunter2/#", permissions: { publish: "credits.hint.*", subscribe: "credits.hint.*" } }
        { user: other, password: "hunter2", permissions: { subscribe: "else.>" } } ] }`,
    })
    onTestFinished(() => guarded.remove())
    const at = (who: string) => `nats://${who}@127.0.0.1:${guarded.port}`
    const [right, wrong, elsewhere] = ['credits:hunter2%2F%23', 'credits:hunter2x', 'other:hunter2'].map((who) =>
      openHints(at(who)),
    )
    elsewhere?.hints.subscribe(newAddress(), () => {})
    await right?.hearing(true)
    for (const { lines, hints } of [wrong, elsewhere].filter((one) => one !== undefined)) {
      await expect.poll(() => lines.length, { timeout: inTimeMs }).toBe(1)
      expect(hints.isHearing()).toBe(false)
      expect(lines[0]).toMatch(/Authorization Violation|Permissions Violation for Subscription/)
      expect(lines[0]).not.toContain('hunter2')
    }
  })

  test('behavior: of several servers one that answers is enough', async () => {
    const logger = pino({ level: 'silent' })
    const place = placeAt(`nats://127.0.0.1:1,${nats.url},nats://127.0.0.1:2`)
    const hints = createNatsHints({ place, logger, draining: new AbortController().signal })
    await expect.poll(hints.isHearing, { timeout: inTimeMs }).toBe(true)
    await hints.close()
  })

  test('behavior: closing sends what is left, and leaves no connection', async () => {
    const link = await startFaultProxy({ host: '127.0.0.1', port: nats.port })
    onTestFinished(() => link.close())
    const [listening, closing] = [openHints(), openHints(`nats://127.0.0.1:${link.port}`)]
    const address = newAddress()
    const heard: number[] = []
    listening.hints.subscribe(address, (version) => heard.push(version))
    await Promise.all([listening.hearing(true), closing.hearing(true)])
    closing.hints.publish({ address, version: 4 })
    await closing.hints.close()
    await expect.poll(() => heard, { timeout: inTimeMs }).toEqual([4])
    await expect.poll(link.open, { timeout: inTimeMs }).toBe(0)
  })

  test('behavior: what is closed while it dials does not stay connected when that succeeds', async () => {
    const link = await startFaultProxy({ host: '127.0.0.1', port: nats.port })
    onTestFinished(() => link.close())
    const { hints, hearing } = openHints(`nats://127.0.0.1:${link.port}`)
    await hearing(true)
    const before = link.taken()
    link.blackhole()
    link.cutAll()
    await expect.poll(link.taken, { timeout: inTimeMs, interval: 10 }).toBeGreaterThan(before)
    await hints.close()
    link.heal()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await expect.poll(link.open, { timeout: inTimeMs }).toBe(0)
  })
})

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
