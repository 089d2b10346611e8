import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractRequests, guardedOperations, publicOperations } from './contractRequests.js'
import { newAddress } from './grantTestCredit.js'
import { rootApiKey, startTestServer, type TestServer } from './startTestServer.js'

const secret = randomBytes(32).toString('hex')
const heard: string[] = []

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    seed: true,
    env: { SIGNER_PRIVATE_KEY: `0x${secret}`, LOG_LEVEL: 'trace', SIGNER_HOURLY_MANA: '3' },
    onLogLine: (line) => void heard.push(line),
  })
})
afterAll(() => server.stop())

/** However it may be written: in hex of either case, in base64, as a number, as a list of bytes. */
const spellings = [
  secret.slice(4, 44),
  Buffer.from(secret, 'hex').toString('base64').slice(2, 38),
  BigInt(`0x${secret}`).toString().slice(2, 60),
  [...Buffer.from(secret, 'hex')].slice(1, 20).join(','),
]

describe('the key of the signer', () => {
  test('G4: is in no answer, log, metric, document or row, whatever is asked and whatever fails', async () => {
    const keep = async (answer: Response) => {
      heard.push(JSON.stringify([...answer.headers]))
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) heard.push(await answer.text())
      else await answer.body?.cancel()
    }
    const asRoot = { Authorization: `Bearer ${rootApiKey}` }
    for (const [operations, ways] of [
      [publicOperations, [{}]],
      [guardedOperations, [{}, asRoot]],
    ] as const) {
      for (const { method, path, body } of contractRequests(operations, {}))
        for (const authorization of ways) {
          const headers = {
            ...authorization,
            'Idempotency-Key': randomUUID(),
            ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          }
          await keep(
            await fetch(server.url + path, {
              method,
              headers,
              ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            }),
          )
        }
    }
    for (const amount of ['1', '1', '9']) {
      await keep(
        await fetch(`${server.url}/users/${newAddress()}/credits`, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${rootApiKey}`,
            'Content-Type': 'application/json',
            'Idempotency-Key': randomUUID(),
          },
          body: JSON.stringify({ type: 'on-demand', amount, reason: 'r', expiresAt: '2099-01-01T00:00:00Z' }),
        }),
      )
    }
    await keep(await fetch(`${server.opsUrl}/metrics`))
    for (const table of ['audit_log', 'idempotency_keys', 'signers', 'signer_hours', 'credits']) {
      heard.push(JSON.stringify(await server.knex(table)))
    }
    const all = heard.join('\n').toLowerCase()
    expect(all).toContain('signer_limit')
    for (const spelling of spellings) expect(all).not.toContain(spelling.toLowerCase())
  })
})
