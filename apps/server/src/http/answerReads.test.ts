import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from '../../test/askOperator.js'
import { grantOverHttp } from '../../test/grantOverHttp.js'
import { newAddress } from '../../test/grantTestCredit.js'
import { startTestServer, type TestServer } from '../../test/startTestServer.js'

let server: TestServer
let sharing: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { CACHE_MB: '64' } })
  sharing = await startTestServer({ env: { CACHE_MB: '64', CORS_ORIGINS: 'https://a.example,https://b.example' } })
})
afterAll(() => Promise.all([server.stop(), sharing.stop()]))

type Answer = { status: number | undefined; headers: string[]; body: string }

/** Sends exactly these headers. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { 'X-Request-Id': 'same', ...headers }, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode, rawHeaders } = response
        const lines: string[] = []
        for (let at = 0; at < rawHeaders.length; at += 2) {
          const name = rawHeaders[at]?.toLowerCase() ?? ''
          lines.push(`${name}: ${name === 'date' ? '' : rawHeaders[at + 1]}`)
        }
        resolve({ status: statusCode, headers: lines.sort(), body: Buffer.concat(chunks).toString() })
      })
    })
    asked.on('error', reject).end()
  })
}

describe('answerReads', () => {
  test('default: what is answered from a copy is to the byte what the long way answers, headers and all', async () => {
    for (const origin of [undefined, 'https://a.example', 'https://evil.example']) {
      for (const one of [server, sharing]) {
        const address = newAddress()
        await grantOverHttp(one, address)
        for (const query of ['', '?status=AVAILABLE', '?status=PARTIALLY_USED']) {
          const url = `${one.url}/users/${address}/credits${query}`
          const headers = origin === undefined ? {} : { Origin: origin }
          // Nothing that a quick way would take on: it accepts JSON by way of two ranges.
          const long = { ...headers, Accept: 'application/json;q=0.9, */*' }
          const first = await ask(url, long)
          expect(first.status).toBe(200)
          expect(await ask(url, headers)).toEqual(first)
          const etag = first.headers.find((line) => line.startsWith('etag: '))?.slice('etag: '.length) ?? ''
          for (const tag of [etag, `W/${etag}`, '*', `"x", ${etag}`]) {
            const confirmed = await ask(url, { ...long, 'If-None-Match': tag })
            expect(confirmed.status).toBe(304)
            expect(await ask(url, { ...headers, 'If-None-Match': tag })).toEqual(confirmed)
          }
          expect(await ask(url, { ...headers, 'If-None-Match': '"x"' })).toEqual(first)
        }
      }
    }
  })

  test('behavior: an address in capitals is the same copy, and each request has a line in the log', async () => {
    const address = newAddress()
    await grantOverHttp(server, address)
    const path = `/users/${address}/credits`
    const { body } = await ask(`${server.url}${path}`)
    const upper = `/users/0x${address.slice(2).toUpperCase()}/credits`
    expect((await ask(`${server.url}${upper}`)).body).toBe(body)
    const lines = server.logs.filter((line) => line['path'] === path || line['path'] === upper)
    expect(lines.filter(({ method }) => method === 'GET')).toMatchObject([
      { requestId: 'same', operation: 'getCredits', status: 200 },
      { requestId: 'same', operation: 'getCredits', status: 200 },
    ])
  })

  test('behavior: one who is not known and one who is flagged are refused to the byte as by the long way', async () => {
    const flagged = newAddress()
    await grantOverHttp(server, flagged)
    await ask(`${server.url}/users/${flagged}/credits`)
    await askOperator(server, 'POST', '/flag', {
      addresses: [flagged],
      type: 'captcha',
      reason: { message: 'A test.' },
    })
    for (const [address, status] of [
      [newAddress(), 404],
      [flagged, 401],
    ] as const) {
      const url = `${server.url}/users/${address}/credits`
      const long = await ask(url, { Accept: 'application/json;q=0.9, */*' })
      expect(long.status).toBe(status)
      expect(await ask(url)).toEqual(long)
    }
  })

  test.each<[string, Record<string, string>, number]>([
    ['Expect: x', { Expect: 'x' }, 417],
    ['a Host that is none', { Host: 'a@b' }, 400],
    ['Accept: text/html', { Accept: 'text/html' }, 406],
  ])('error: %s is refused, whether there is a copy or not', async (_, headers, status) => {
    const address = newAddress()
    await grantOverHttp(server, address)
    const url = `${server.url}/users/${address}/credits`
    await ask(url)
    await ask(url)
    expect((await ask(url, headers)).status).toBe(status)
  })
})
