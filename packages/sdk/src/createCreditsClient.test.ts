import { describe, expect, test } from 'vitest'
import { CreditsApiError } from './CreditsApiError.js'
import { createCreditsClient } from './createCreditsClient.js'

const address = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8'

/** A client whose network answers this, and what it was asked. */
function clientOf(status: number, body: string) {
  const asked: Request[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(input as Request)
    return new Response(body, { status, headers: { 'Content-Type': 'application/json' } })
  }
  return { asked, client: createCreditsClient({ baseUrl: 'https://credits.example', fetch }) }
}

describe('createCreditsClient', () => {
  test('default: getCredits', async () => {
    const { asked, client } = clientOf(200, '{"credits":[],"totalCredits":0.3,"totalCreditsWei":"300000000000000000"}')
    const balance = await client.getCredits(address, { status: 'AVAILABLE' })
    expect(balance.totalCreditsWei).toBe('300000000000000000')
    expect(asked.map(({ url }) => url)).toEqual([`https://credits.example/users/${address}/credits?status=AVAILABLE`])
  })

  test('default: getCredit', async () => {
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
    const { asked, client } = clientOf(200, `{"id":"${id}","amount":1,"status":"USED"}`)
    expect(await client.getCredit(address, id)).toMatchObject({ id, status: 'USED' })
    expect(asked[0]?.url).toBe(`https://credits.example/users/${address}/credits/${id}`)
  })

  test.each([
    [
      404,
      '{"error":"e","code":"USER_NOT_FOUND","requestId":"r"}',
      { code: 'USER_NOT_FOUND', requestId: 'r', retryable: false },
    ],
    [503, '{"error":"e","code":"UNAVAILABLE"}', { code: 'UNAVAILABLE', requestId: null, retryable: true }],
    [409, '{"error":"e","code":"OF_THE_FUTURE"}', { code: 'OF_THE_FUTURE', retryable: false }],
    [502, 'not json', { code: null, retryable: true }],
    [500, '', { code: null, retryable: true }],
  ])('error: %i %s is thrown, never an empty balance', async (status, body, expected) => {
    const { client } = clientOf(status, body)
    const error = await client.getCredits(address).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CreditsApiError)
    expect(error).toMatchObject({ status, ...expected })
  })

  test('behavior: an aborted call rejects', async () => {
    const fetch: typeof globalThis.fetch = async (input) => {
      ;(input as Request).signal.throwIfAborted()
      return new Response('{}')
    }
    const aborting = createCreditsClient({ baseUrl: 'https://credits.example', fetch })
    await expect(aborting.getCredits(address, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })
})
