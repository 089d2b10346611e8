import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendRaw } from './sendRaw.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ seed: true, env: { TRUSTED_PROXY_HOPS: '2', CORS_ORIGINS: 'https://a.example' } })
})
afterAll(() => server.stop())

const address = '0x00000000000000000000000000000000000000a1'
const credits = `/users/${address}/credits`

/** What makes a careless expression, splitter or parser work hardest, and fits into a head. */
const patterns: Readonly<Record<string, string>> = {
  commas: ','.repeat(7_000),
  'commas and blanks': ' ,'.repeat(3_500),
  blanks: `a${' '.repeat(7_000)}b`,
  tabs: `a${'\t'.repeat(7_000)}b`,
  letters: 'a'.repeat(7_000),
  'media ranges': 'a/b;q=0.1,'.repeat(700),
  'parameters without end': `text/html${';a=b'.repeat(1_700)}`,
  quotes: '"'.repeat(7_000),
  'quoted pairs': `"${'\\"'.repeat(3_400)}`,
  'weak tags': 'W/"a", '.repeat(1_000),
  'tags that are nearly ours': `"${'aaaaaaaaaa.1.'.repeat(500)}`,
  digits: '9'.repeat(7_000),
  dots: '1.'.repeat(3_500),
  hexadecimal: `0x${'f'.repeat(6_990)}`,
  percents: '%41'.repeat(2_300),
  'half percents': '%'.repeat(7_000),
  colons: ':'.repeat(7_000),
  addresses: '1.2.3.4, '.repeat(770),
  'addresses of six': '::ffff:1.2.3.4,'.repeat(460),
  dashes: '-'.repeat(7_000),
}

const headers = [
  'Accept',
  'Accept-Encoding',
  'Access-Control-Request-Headers',
  'Access-Control-Request-Method',
  'Authorization',
  'Content-Type',
  'Cookie',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'Origin',
  'Referer',
  'X-Forwarded-For',
  'X-Request-Id',
]

/** The heaviest of three, so that what a first time costs is not taken for the input's. **Units:** ms of CPU. */
async function costOf(request: readonly string[]): Promise<number> {
  const costs: number[] = []
  for (let nth = 0; nth < 3; nth += 1) {
    const before = process.cpuUsage()
    const answer = await sendRaw(server.url, [...request, 'Connection: close'], 1_000)
    const { user, system } = process.cpuUsage(before)
    expect(answer.status).toBeGreaterThanOrEqual(200)
    expect(answer.status).toBeLessThan(500)
    costs.push((user + system) / 1_000)
  }
  return Math.min(...costs)
}

/** Both ends are in this process, and all of its threads count: far more than the loop is held. */
const mostMs = 50

describe('E4: no head of 8 kB holds the process for long', () => {
  test.each(headers)('%s', async (name) => {
    for (const [what, value] of Object.entries(patterns)) {
      for (const line of [`GET ${credits}`, `GET ${credits}/stream`, `OPTIONS ${credits}`, `POST ${credits}`]) {
        const cost = await costOf([`${line} HTTP/1.1`, 'Host: localhost', `${name}: ${value}`])
        expect({ line, what, isCheap: cost < mostMs, cost }).toMatchObject({ isCheap: true })
      }
    }
  })

  test('the path and the query', async () => {
    for (const value of Object.values(patterns)) {
      const text = encodeURI(value).slice(0, 1_900)
      for (const target of [
        `/users/${text}/credits`,
        `${credits}?status=${text}`,
        `${credits}?${text}`,
        `/${text}`,
        `${credits}?minVersion=${text}`,
      ]) {
        expect(await costOf([`GET ${target} HTTP/1.1`, 'Host: localhost'])).toBeLessThan(mostMs)
      }
    }
  })

  test('the body of a grant', async () => {
    const bodies = [
      `{"amount":"${'9'.repeat(8_000)}"}`,
      `{"amount":"${'0.'.repeat(4_000)}"}`,
      `{"reason":"${'\\u0000'.repeat(1_300)}"}`,
      '['.repeat(8_000),
      `${'{"a":'.repeat(1_600)}1`,
      `{${Array.from({ length: 700 }, (_, nth) => `"k${nth}":1`).join(',')}}`,
      ' '.repeat(8_000),
      `"${'\\'.repeat(4_000)}"`,
      `{"expiresAt":"${'2026-'.repeat(1_600)}"}`,
    ]
    for (const body of bodies) {
      const head = [
        `POST ${credits} HTTP/1.1`,
        'Host: localhost',
        `Authorization: Bearer ${rootApiKey}`,
        'Content-Type: application/json',
        'Idempotency-Key: cpu',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
      ]
      const costs: number[] = []
      for (let nth = 0; nth < 3; nth += 1) {
        const before = process.cpuUsage()
        const answer = await sendRaw(server.url, `${head.join('\r\n')}\r\n\r\n${body}`, 1_000)
        const { user, system } = process.cpuUsage(before)
        expect([400, 422]).toContain(answer.status)
        costs.push((user + system) / 1_000)
      }
      expect(Math.min(...costs)).toBeLessThan(mostMs)
    }
  })
})
