import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type {} from '../../../packages/onchain/test/chooseFuzz.js'
import { askDoctor, type Diagnosis } from '../tools/askDoctor.js'
import { grantUntilMade } from '../tools/grantUntilMade.js'
import { type Instance, startInstance } from '../tools/startInstance.js'
import { documentedConfig, findFaketime, findNginx, replaceIn, startNginx } from '../tools/startNginx.js'
import { type Postgres, startPostgres } from '../tools/startPostgres.js'

const isLong = inject('fuzzRuns') !== null
const rootApiKey = 'root_0123456789abcdef0123456789abcdef'
/** Has one credit, which fits into any buffer; the other one has some, which do not. */
const small = `0x${'d1'.repeat(20)}`
const address = `0x${'d0'.repeat(20)}`
const nginxProgram = await findNginx()
const libfaketime = findFaketime()

const heartbeatSeconds = isLong ? 15 : 2
const cutSeconds = isLong ? 5 : 1
/** A heartbeat, and not so long that a stream which is held back counts as silent. */
const listenSeconds = heartbeatSeconds + 1

type Change = readonly [part: string, other: string]
const instead = (changes: readonly Change[]) =>
  changes.reduce((config, [part, other]) => replaceIn(config, part, other), documentedConfig)
const beside = (part: string, ...more: string[]): Change => [part, [part, ...more].join(' ')]
const serverWide = 'proxy_set_header Connection "";'

describe.skipIf(nginxProgram === null)('doctor --url before nginx', { concurrent: true }, () => {
  let postgres: Postgres
  let instance: Instance
  beforeAll(async () => {
    postgres = await startPostgres()
    const env = { TRUSTED_PROXY_HOPS: '1', HEARTBEAT_MS: String(1_000 * heartbeatSeconds) }
    instance = await startInstance({ databaseUrl: postgres.connectionString, rootApiKey, env })
    // More than a compressing proxy leaves as it is.
    await grantUntilMade({ url: instance.url, rootApiKey, address: small })
    for (let n = 0; n < 5; n++) await grantUntilMade({ url: instance.url, rootApiKey, address })
  })
  afterAll(async () => {
    expect(instance.complaints()).toEqual([])
    await instance.stop()
    await postgres.remove()
  })

  async function diagnose(
    changes: readonly Change[],
    { user = address, seconds = listenSeconds, clockSeconds = 0 } = {},
  ): Promise<Diagnosis> {
    const clock = clockSeconds !== 0 && libfaketime !== null ? { clock: { seconds: clockSeconds, libfaketime } } : {}
    const nginx = await startNginx({ ports: [instance.port], config: instead(changes), ...clock })
    try {
      return await askDoctor(nginx.url, { user, seconds, certificate: nginx.certificate })
    } finally {
      await nginx.stop()
    }
  }

  test('default: with the documented configuration nothing is to mend, past a heartbeat', async ({ expect }) => {
    const { code, ok, named, found } = await diagnose([])
    expect({ code, ok, named }).toEqual({ code: 0, ok: true, named: [] })
    expect(found('http/2')).toBe('offered over TLS')
    expect(found('etag')).toBe('304 to who has the balance; weak, because it is compressed')
    expect(found('silence')).toMatch(/^\d+(\.\d)? s at most, with an event due every (2|15) s$/)
  })

  test('behavior: a stream that is buffered is named, whether nothing of it comes or a part', async ({ expect }) => {
    const buffered: Change = ['proxy_buffering off;', 'proxy_buffering on; proxy_ignore_headers X-Accel-Buffering;']
    const [none, part] = await Promise.all([small, address].map((user) => diagnose([buffered], { user })))
    expect(none?.named).toEqual(['problem buffering', 'skipped resume', 'skipped clocks'])
    expect(none?.found('buffering')).toMatch(/^no balance in \d+\.\d s and no head, while a plain answer takes \d+ ms$/)
    expect(part?.named).toEqual(['problem buffering', 'skipped resume'])
    expect(part?.found('buffering')).toMatch(/^no balance in \d+\.\d s after the head$/)
  })

  test.for<[string, readonly Change[], string[]]>([
    [
      'a stream that is compressed, and TLS without HTTP/2',
      [
        ['gzip off;', 'gzip on; gzip_types text/event-stream; gzip_min_length 1;'],
        ['listen 443 ssl http2;', 'listen 443 ssl;'],
      ],
      ['warning http/2', 'problem compression'],
    ],
    [
      'a stream that is cut between two heartbeats, where OPTIONS do not reach the server',
      [
        ['proxy_read_timeout 75s;', `proxy_read_timeout ${cutSeconds}s;`],
        beside(serverWide, 'if ($request_method = OPTIONS) { return 204; }'),
      ],
      ['problem cors', 'problem idle cuts', 'skipped silence'],
    ],
    [
      'a balance that is kept',
      [
        beside('server_tokens off;', 'proxy_cache_path cache keys_zone=kept:1m;'),
        ['proxy_cache off;', 'proxy_cache kept; proxy_cache_valid 200 1m; proxy_ignore_headers Cache-Control;'],
      ],
      ['problem cache'],
    ],
    [
      'a request that is stripped, with an origin that is allowed twice',
      [
        beside(
          serverWide,
          'proxy_set_header If-None-Match "";',
          'proxy_set_header Last-Event-ID "";',
          'add_header Access-Control-Allow-Origin *;',
        ),
      ],
      ['problem cors', 'problem etag', 'problem resume'],
    ],
    [
      'an answer that is stripped, with a Cache-Control of its own',
      [
        beside(
          serverWide,
          'proxy_hide_header ETag;',
          'proxy_hide_header Access-Control-Allow-Origin;',
          'proxy_hide_header Cache-Control;',
          'expires 1m;',
        ),
      ],
      ['problem cache', 'problem cors', 'problem etag', 'problem stream head'],
    ],
  ])('behavior: %s is named', async ([, changes, expected], { expect }) => {
    const { code, named } = await diagnose(changes)
    expect(named).toEqual(expected)
    expect(code).toBe(expected.some((line) => line.startsWith('problem')) ? 1 : 0)
  })

  test.skipIf(libfaketime === null)("behavior: the proxy's clock that is off is named", async ({ expect }) => {
    const { named, found } = await diagnose([], { clockSeconds: -90 })
    expect(named).toEqual(['warning clocks'])
    expect(found('clocks')).toMatch(/^the proxy's \(Date\) is (88|89|90) s behind$/)
  })

  test('behavior: plain HTTP, a redirect, and a certificate that nobody knows', async ({ expect }) => {
    const nginx = await startNginx({ ports: [instance.port] })
    const ask = (url: string) => askDoctor(url, { user: address, seconds: 1 })
    const [plain, redirected, unknown] = await Promise.all([nginx.plainUrl, nginx.redirectUrl, nginx.url].map(ask))
    await nginx.stop()
    expect(plain?.named).toEqual(['warning http/2', 'skipped silence'])
    expect(plain?.found('http/2')).toMatch(/^plain HTTP/)
    expect(redirected?.found('server')).toMatch(/^it sends clients on to https:/)
    expect(unknown?.named).toEqual(['problem server'])
    expect(unknown?.found('server')).toMatch('self-signed certificate')
  })
})
