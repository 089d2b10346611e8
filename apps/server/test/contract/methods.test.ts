import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectError, lasting, send } from '../badInputTools.js'
import { arbitraryParts } from './arbitraryRequest.js'
import { allowOf, type ContractOperation, contractPaths } from './document.js'
import type { Received, Sent } from './exchange.js'
import { compose } from './RequestParts.js'
import { type FuzzTarget, startFuzzTarget } from './startFuzzTarget.js'

let target: FuzzTarget
beforeAll(async () => {
  target = await startFuzzTarget()
})
afterAll(() => target.stop())

const methods = [
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'PURGE',
  'M-SEARCH',
]
const templates = [...contractPaths.keys()]

/** A request of the path that the document calls right, with a method of its own. */
function sample(template: string, method: string): Sent {
  const operations = contractPaths.get(template) ?? []
  const operation = operations.find((each) => each.method === method) ?? (operations[0] as ContractOperation)
  const [parts] = fc.sample(arbitraryParts(operation, target), { numRuns: 1, seed: 3 })
  if (!parts) throw new Error(`${operation.id} has no request`)
  const { path, headers, body } = compose(operation, parts, target.credential)
  const isOwn = operation.method === method
  return { method, path, headers, ...(isOwn && body !== undefined ? { body } : {}) }
}

/** An answer without what belongs to its moment or to how its body is sent. */
const kept = ({ status, headers }: Received) => ({ status, headers: lasting(headers) })

describe.each(templates)('F3: %s', (template) => {
  const allow = allowOf(template)
  const allowed = allow.split(', ')

  test.each(methods.filter((method) => !allowed.includes(method)))('%s is METHOD_NOT_ALLOWED', async (method) => {
    const received = await target.send(sample(template, method))
    if (method === 'HEAD') expect(received.body).toBe('')
    else expect(JSON.parse(received.body)).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect([received.status, received.headers['allow']]).toEqual([405, allow])
  })

  test('OPTIONS is 204 and names the methods, with and without a credential', async () => {
    const { path } = sample(template, 'OPTIONS')
    for (const headers of [[], [['Authorization', 'Bearer x']], [['Origin', 'https://dapp.example']]] as const) {
      const { status, headers: shown, body } = await target.send({ method: 'OPTIONS', path, headers })
      expect([status, shown['allow'], body, shown['content-type']]).toEqual([204, allow, '', undefined])
      expect(shown['cache-control']).toBe('no-store')
    }
  })

  test.runIf(allowed.includes('GET'))('HEAD has the status and the headers of GET, and no body', async () => {
    const get = sample(template, 'GET')
    const broken = get.path.replace(/(?<=\/users\/)[^/]+/, 'x')
    for (const path of [get.path, broken]) {
      for (const more of [[], [['Accept', 'x/y']], [['If-None-Match', '*']]] as (readonly [string, string])[][]) {
        const headers = [...get.headers, ...more]
        const whole = await target.send({ ...get, path, headers })
        const head = await target.send({ ...get, path, headers, method: 'HEAD' })
        expect(kept(head)).toEqual(kept(whole))
        expect(head.body).toBe('')
      }
    }
  })

  test.each(['BOGUS', 'get', 'Get', 'GETS', 'G ET', '', 'PRI', 'HTTP/1.1'])('"%s" is no method', async (token) => {
    const { path } = sample(template, 'OPTIONS')
    const answer = await send(target.server, [`${token} ${path} HTTP/1.1`, 'Host: localhost'])
    expectError(answer, 'MALFORMED_REQUEST', { parsed: false })
    expect(answer.headers['connection']).toBe('close')
  })
})
