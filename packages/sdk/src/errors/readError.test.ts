import { type ErrorCode, errorCodes } from '@credits-server/contract'
import { describe, expect, test } from 'vitest'
import { type CreditsApiError, createCreditsReader } from '../index.js'

/** What a read throws that is answered so. */
async function thrownFor(status: number, body: unknown, headers = {}): Promise<CreditsApiError> {
  const fetch = async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers })
  const reader = createCreditsReader({ baseUrl: 'https://credits.example', fetch, retry: { tries: 1 } })
  return reader.getCredits('0x1').then(
    () => Promise.reject(new Error('it is answered')),
    (error) => error,
  )
}

describe('remedy', () => {
  test.each(Object.entries(errorCodes))('default: of %s it is what the contract says', async (code, entry) => {
    const { status, message, retryable } = entry
    // Of a flagged user the class has what is to be shown, by another name than the answer's.
    const remedy = code === 'USER_FLAGGED' ? 'Show the reason.' : entry.remedy
    const thrown = await thrownFor(status, { error: `${message} ${entry.remedy}`, code, requestId: 'r' })
    expect(thrown).toMatchObject({ code, message: `${message} ${entry.remedy}`, remedy, retryable })
  })

  test.each<[number, ErrorCode | 'OF_THE_FUTURE']>([
    [404, 'CREDIT_NOT_FOUND'],
    [404, 'NOT_FOUND'],
    [404, 'OF_THE_FUTURE'],
    [410, 'CREDIT_REVOKED'],
    [409, 'SEASON_BUDGET_EXHAUSTED'],
    [422, 'RECIPIENT_OPTED_OUT'],
  ])(
    'behavior: of a %i %s that only says what happened it blames neither address nor request',
    async (status, code) => {
      const { remedy } = await thrownFor(status, { error: 'It is not there.', code })
      expect(remedy).toBe('Do not repeat it as it is.')
    },
  )

  test.each<[number, unknown, string]>([
    [404, { error: 'User not found' }, 'Check the address.'],
    [404, { error: 'e', code: 'USER_NOT_FOUND' }, 'Check the address.'],
    [401, { ok: false, message: 'Invalid Auth Chain' }, 'Check the credential.'],
    [401, { ok: false, message: 'm', reason: { message: 'Two.' }, isBlockedForClaiming: true }, 'Show the reason.'],
    [400, { error: 'Bad Request', message: 'It has no signature. See ADR-44.' }, 'Do not repeat it as it is.'],
    [409, { error: 'e', code: 'IDEMPOTENCY_IN_PROGRESS' }, 'Try again later.'],
    [503, { error: 'e', code: 'UNAVAILABLE' }, 'Try again later.'],
    [404, '<html>There is nothing here. Sorry.', 'Check baseUrl.'],
    [404, {}, 'Check baseUrl.'],
    [405, '', 'Check baseUrl.'],
    [502, '<html>Bad gateway. Sorry.', 'Try again later.'],
  ])('behavior: of an older server or a proxy, %i %j, it is what the status says', async (status, body, remedy) => {
    expect((await thrownFor(status, body)).remedy).toBe(remedy)
  })
})

describe('without an answer', () => {
  test('error: NETWORK may be a wrong baseUrl as well', async () => {
    const reader = createCreditsReader({ baseUrl: 'localhost:3000', retry: { tries: 1 } })
    const told = { code: 'NETWORK', remedy: 'Check baseUrl and the network, or try again later.' }
    await expect(reader.getCredits('0x1')).rejects.toMatchObject(told)
  })
})

describe('class', () => {
  test.each(['<html>', '', '{}', 'null', '{"error":{"no":"text"}}'])(
    'error: a 404 "%s" says nothing of the user, so it is not UserNotFoundError',
    async (body) => {
      expect(await thrownFor(404, body)).toMatchObject({ name: 'CreditsApiError', code: null, status: 404 })
    },
  )
})

describe('what goes with it', () => {
  test('default: requestId and details are those of the answer', async () => {
    const body = { error: 'e', code: 'AMOUNT_ABOVE_LIMIT', requestId: 'of the body', details: { limit: '100' } }
    const thrown = await thrownFor(422, body, { 'X-Request-Id': 'of the header' })
    expect(thrown).toMatchObject({ requestId: 'of the body', details: { limit: '100' } })
  })

  test('behavior: requestId is the header where the answer has none', async () => {
    expect(await thrownFor(502, '<html>', { 'X-Request-Id': 'r1' })).toMatchObject({ requestId: 'r1', details: {} })
    expect(await thrownFor(502, '<html>')).toMatchObject({ requestId: null })
  })

  test.each([
    ['5', 5_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:00 GMT', 0],
    ['soon', null],
  ])('behavior: Retry-After "%s" is %s ms', async (value, retryAfterMs) => {
    const told = { name: 'RateLimitedError', retryAfterMs }
    expect(await thrownFor(429, {}, { 'Retry-After': value })).toMatchObject(told)
  })
})
