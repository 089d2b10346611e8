import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../src/commands/doctor/Finding.js'
import { checkOutside, type OutsideOptions } from '../src/commands/doctor/outside/checkOutside.js'
import { findDiscrepancies } from '../src/ledger/findDiscrepancies.js'
import { demoUsers } from '../src/seed/demoUsers.js'
import { grantTestCredit, newAddress } from './grantTestCredit.js'
import { openStream } from './openStream.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'
import { type Meddling, startMeddler } from './startMeddler.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const heartbeatMs = 500
let server: TestServer
/** Without demo users, for a list of origins, and with one stream for each client. */
let strict: TestServer
/** Known to it. */
const known = newAddress()

// Before any test: to start one stops this process for seconds, and would be heard as silence.
beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { HEARTBEAT_MS: String(heartbeatMs), RECONCILE_MS: '200' } })
  strict = await startTestServer({ env: { CORS_ORIGINS: 'https://dapp.example', MAX_STREAMS_PER_IP: '1' } })
  await grantTestCredit(strict, known, { mana: '1' })
})
afterAll(async () => {
  for (const one of [server, strict]) {
    expect(await findDiscrepancies(one.knex)).toEqual([])
    await one.stop()
  }
})

const quiet = { say() {}, progress() {} }
const look = (url: string, options: Partial<OutsideOptions> = {}) =>
  checkOutside({ url, user: null, seconds: 1, page: null, report: quiet, ...options })

/** What is found through a proxy that meddles. */
async function lookThrough(meddling: Meddling, options: Partial<OutsideOptions> = {}): Promise<Finding[]> {
  const meddler = await startMeddler(server.url, meddling)
  try {
    return await look(meddler.url, options)
  } finally {
    await meddler.close()
  }
}

/** All that is not as usual, each as `state check`. */
const unusual = (findings: readonly Finding[]) =>
  findings.map(({ state, check }) => `${state} ${check}`).filter((line) => line !== usual && !line.startsWith('ok'))
/** Over plain HTTP. */
const usual = 'warning http/2'
const of = (findings: readonly Finding[], check: string) => findings.find((finding) => finding.check === check)

describe('checkOutside', { concurrent: true }, () => {
  test('default: with nothing between, and through a proxy that changes nothing, all is well', async ({ expect }) => {
    for (const findings of await Promise.all([
      look(server.url),
      look(`${server.url}/`.slice(0, -1)),
      lookThrough({}),
    ])) {
      expect(unusual(findings)).toEqual([])
      const checks = [
        'http/2',
        'cache',
        'keep-alive',
        'cors',
        'etag',
        'buffering',
        'idle cuts',
        'silence',
        'compression',
      ]
      expect(findings.map(({ check }) => check)).toEqual([...checks, 'stream head', 'resume', 'clocks'])
      for (const { state, remedy } of findings) expect(remedy === null).toBe(state === 'ok')
    }
  })

  test('behavior: a stream whose events are kept back is buffered, with the lines that let them pass', async ({
    expect,
  }) => {
    const findings = await lookThrough({ keepsPartsAfter: 0 }, { seconds: 3 })
    expect(unusual(findings)).toEqual(['problem buffering', 'skipped resume', 'skipped clocks'])
    expect(of(findings, 'buffering')).toMatchObject({
      found: expect.stringMatching(/^no balance in \d+\.\d s after the head$/),
      why: expect.any(String),
      nginx: expect.arrayContaining(['  proxy_buffering off;']),
    })
  })

  test('behavior: a stream that falls silent after its first event', async ({ expect }) => {
    const findings = await lookThrough({ keepsPartsAfter: 1 }, { seconds: 4 })
    expect(of(findings, 'silence')).toMatchObject({
      state: 'problem',
      found: expect.stringMatching(/^nothing came for \d+(\.\d)? s, and an event is due every 0\.5 s$/),
    })
  })

  test('behavior: a stream that is cut in its silence, again and again, with the timeout that would do', async ({
    expect,
  }) => {
    const findings = await lookThrough({ cuts: { quietMs: 200 } })
    expect(of(findings, 'idle cuts')).toMatchObject({
      state: 'problem',
      found: expect.stringMatching(/^the stream was cut after \d\S* s \(the last \d\S* s quiet\), \d\S* s \(/),
      nginx: expect.arrayContaining(['  proxy_read_timeout 3s;']),
    })
  })

  test('behavior: so is one that is ended in good order, but not when a heartbeat is due', async ({ expect }) => {
    expect(unusual(await lookThrough({ endsAfterMs: 50 }))).toEqual(['problem idle cuts', 'skipped silence'])
  })

  test('behavior: a cut that does not come again may be a restart', async ({ expect }) => {
    const findings = await lookThrough({ cuts: { quietMs: 200, times: 1 } })
    expect(unusual(findings)).toEqual(['warning idle cuts'])
    expect(of(findings, 'idle cuts')).toMatchObject({ found: expect.stringContaining('cut once') })
  })

  test('behavior: the server itself ends the stream of a user who is flagged meanwhile', async ({ expect }) => {
    const address = newAddress()
    await grantTestCredit(server, address, { mana: '1' })
    const flag = { addresses: [address], type: 'captcha', reason: { message: 'm' } }
    const headers = { Authorization: `Bearer ${rootApiKey}`, 'Content-Type': 'application/json' }
    const post = () => fetch(`${server.url}/flag`, { method: 'POST', headers, body: JSON.stringify(flag) })
    const findings = await look(server.url, {
      user: address,
      seconds: 10,
      report: { progress() {}, say: () => void setTimeout(post, 500) },
    })
    expect(of(findings, 'idle cuts')).toMatchObject({ state: 'warning', found: expect.stringContaining('flagged') })
  })

  test('behavior: a stream that is compressed is heard all the same', async ({ expect }) => {
    const findings = await lookThrough({ compresses: true })
    expect(unusual(findings)).toEqual(['problem compression'])
  })

  test.for<[string, Meddling, string[]]>([
    ['an Age', { answer: () => ({ age: '7' }) }, ['problem cache', 'problem stream head']],
    [
      'another Cache-Control',
      { answer: () => ({ 'cache-control': 'max-age=60' }) },
      ['problem cache', 'problem stream head'],
    ],
    ['one answer for two', { answer: () => ({ 'x-request-id': 'of-somebody-else' }) }, ['problem cache']],
    ['no X-Request-Id', { answer: () => ({ 'x-request-id': undefined }) }, ['skipped cache']],
    ['connections that are closed', { answer: () => ({ connection: 'close' }) }, ['warning keep-alive']],
    ['no ETag', { answer: () => ({ etag: undefined }) }, ['problem etag']],
    ['a weak ETag', { answer: ({ etag }) => ({ etag: etag && `W/${etag}` }) }, []],
    ['no If-None-Match', { request: { 'if-none-match': undefined } }, ['problem etag']],
    ['no Last-Event-ID', { request: { 'last-event-id': undefined } }, ['problem resume']],
    [
      'no Access-Control-Allow-Origin',
      { answer: () => ({ 'access-control-allow-origin': undefined }) },
      ['problem cors'],
    ],
    ['two of them', { answer: () => ({ 'access-control-allow-origin': '*, *' }) }, ['problem cors']],
    ['nothing exposed', { answer: () => ({ 'access-control-expose-headers': undefined }) }, ['problem cors']],
    [
      'OPTIONS of its own',
      { instead: (method, response) => method === 'OPTIONS' && Boolean(response.writeHead(405).end()) },
      ['problem cors'],
    ],
    [
      'another type',
      { answer: (_, isStream) => (isStream ? { 'content-type': 'text/plain' } : {}) },
      ['problem stream head'],
    ],
    ['a clock that is off', { answer: () => ({ date: inSeconds(-90) }) }, ['warning clocks']],
    ['no Date', { answer: () => ({ date: undefined }) }, ['skipped clocks']],
  ])('behavior: %s is named', async ([, meddling, named], { expect }) => {
    expect(unusual(await lookThrough(meddling))).toEqual(named)
  })

  test('behavior: a clock that is off is told by whose it is and by how much', async ({ expect }) => {
    const findings = await lookThrough({ answer: () => ({ date: inSeconds(90) }) })
    expect(of(findings, 'clocks')?.found).toMatch(/^the proxy's \(Date\) is (89|90) s ahead$/)
  })

  test('behavior: what answers is no credits server, sends clients on, or does not answer', async ({ expect }) => {
    const html = { instead: (_: string, response: { end(text: string): unknown }) => Boolean(response.end('<html>')) }
    expect(unusual(await lookThrough(html))).toEqual(['problem server'])
    const elsewhere = { Location: 'https://elsewhere.example/' }
    const sentOn = await lookThrough({ instead: (_, response) => Boolean(response.writeHead(308, elsewhere).end()) })
    expect(of(sentOn, 'server')?.found).toBe('it sends clients on to https://elsewhere.example/')
    expect(of(await look('http://127.0.0.1:1'), 'server')).toMatchObject({
      state: 'problem',
      found: expect.stringContaining('ECONNREFUSED'),
    })
  })

  test('behavior: without somebody to watch it says what was not checked', async ({ expect }) => {
    expect(unusual(await look(strict.url))).toEqual(['skipped user', 'skipped cors', 'skipped clocks'])
    for (const [user, code] of [
      [newAddress(), 'USER_NOT_FOUND'],
      [demoUsers.flagged.address, 'USER_FLAGGED'],
    ] as const) {
      const findings = await look(server.url, { user })
      expect(of(findings, 'user')).toMatchObject({ state: 'problem', found: expect.stringContaining(code) })
    }
  })

  test('behavior: a page is let in by a list of origins, or not', async ({ expect }) => {
    const pages = ['https://dapp.example', 'https://other.example']
    const findings = await Promise.all(pages.map((page) => look(strict.url, { page })))
    expect(findings.map((found) => of(found, 'cors')?.state)).toEqual(['ok', 'warning'])
  })

  test('behavior: streams refused to a client that has opened none tell of TRUSTED_PROXY_HOPS', async ({ expect }) => {
    const taken = await openStream(`${strict.url}/users/${known}/credits/stream`)
    const findings = await look(strict.url, { user: known })
    taken.close()
    expect(of(findings, 'forwarded for')).toMatchObject({
      state: 'problem',
      remedy: expect.stringContaining('TRUSTED_PROXY_HOPS'),
    })
  })
})

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString()

describe('doctor --url', () => {
  let line: CommandLine
  beforeAll(async () => {
    line = await startCommandLine()
  })
  afterAll(() => line.stop())
  const user = demoUsers.fresh.address
  const words = () => ['doctor', '--url', server.url, '--user', user, '--seconds', '1']

  test('default: prints what it found, needs no configuration, and ends with 0 where nothing must be done', async () => {
    const { code, stdout, stderr } = await line.run(words(), { DATABASE_URL: 'nonsense' })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^Listening to the stream of 0x70997970c51812dc3a010c7d01b50e0d17dc79c8 for 1 s\.$/m)
    expect(stdout).toMatch(
      /^warning {2}http\/2 {9}plain HTTP, .*\.\n {24}Over HTTP\/1\.1 .*\n {24}Serve it over TLS\.\n {26}listen 443 ssl http2;$/m,
    )
    expect(stdout).toMatch(/^ok {7}buffering {6}the first balance was there \d+ ms after the head\.$/m)
  })

  test('behavior: with --json the findings are one line, and a problem ends it with 1', async () => {
    const meddler = await startMeddler(server.url, { compresses: true })
    const { code, told } = await line.runJson<{ ok: boolean; findings: Finding[] }>([
      ...['doctor', '--url', meddler.url, '--seconds', '1'],
    ])
    await meddler.close()
    expect({ code, ok: told.ok }).toEqual({ code: 1, ok: false })
    expect(of(told.findings, 'compression')).toMatchObject({ state: 'problem', nginx: expect.any(Array) })
  })

  test("behavior: this machine's clock is told apart from the others", async () => {
    const ahead = 'const now = Date.now; Date.now = () => now() + 60000'
    const { stdout } = await line.run(words(), {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(ahead)}`,
    })
    expect(stdout).toMatch(/^warning {2}clocks {9}this machine's is (59|60|61) s ahead\.$/m)
  })

  test.each([
    [['--user', user], 'URL_REQUIRED'],
    [['--url', 'example.org'], 'INVALID_URL'],
    [['--url', 'http://127.0.0.1:1', '--user', '0x1'], 'INVALID_ADDRESS'],
    [['--url', 'http://127.0.0.1:1', '--seconds', '0'], 'INVALID_SECONDS'],
  ])('error: %j is %s', async (options, code) => {
    expect(await line.runJson(['doctor', ...options])).toMatchObject({ code: 1, told: { error: { code } } })
  })
})
