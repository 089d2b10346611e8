import { describe, expect, test } from 'vitest'
import { compileContract } from './compileContract.js'

const { getCredits, getCreditsStream, getCredit, getEntries } = compileContract()
const balance = { credits: [], totalCredits: 0 }
const credit = { id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', amount: 1, status: 'USED' }

describe('compileContract', () => {
  test('default: an answer as declared has no problem', () => {
    expect(getCredits.bodyProblem(200, balance)).toBeNull()
    expect(getCredits.bodyProblem(200, { ...balance, credits: [credit], nextExpiryAt: null })).toBeNull()
    expect(getCredits.bodyProblem(400, { error: 'e', details: { any: 'thing' } })).toBeNull()
    expect(getCreditsStream.eventProblem('message', balance)).toBeNull()
  })

  test.each([
    ['a missing property', { credits: [] }, /totalCredits/],
    ['a property of another type', { ...balance, totalCredits: '0' }, /totalCredits must be number/],
    ['a property the contract does not have', { ...balance, bonus: 1 }, /additional properties/],
    ['one deep inside', { ...balance, credits: [{ ...credit, bonus: 1 }] }, /credits\/0 must NOT have additional/],
    ['an unknown status', { ...balance, credits: [{ ...credit, status: 'FULLY_USED' }] }, /allowed values/],
    ['an id that is no uuid', { ...balance, credits: [{ ...credit, id: `urn:uuid:${credit.id}` }] }, /format "uuid"/],
    ['a time without T', { ...balance, nextExpiryAt: '2026-04-27 00:00:00Z' }, /format "date-time"/],
    ['a day that does not exist', { ...balance, nextExpiryAt: '2026-02-30T00:00:00Z' }, /format "date-time"/],
    ['a number beyond all numbers', { ...balance, version: Number('1e309') }, /version must be integer/],
    ['wei with a sign', { ...balance, totalCreditsWei: '+1' }, /pattern/],
  ])('behavior: %s is a problem', (_name, body, problem) => {
    expect(getCredits.bodyProblem(200, body)).toMatch(problem)
    expect(getCreditsStream.eventProblem('message', body)).toMatch(problem)
  })

  test('behavior: a status or event that is not declared is a problem', () => {
    expect(getCredits.bodyProblem(201, balance)).toMatch(/does not declare/)
    expect(getCreditsStream.eventProblem('surprise', balance)).toMatch(/does not declare/)
  })

  test('behavior: parameters carry the code that refuses them and what is allowed', () => {
    expect(getCredits.parameters.map(({ name, in: place, errorCode }) => [name, place, errorCode])).toEqual([
      ['address', 'path', 'INVALID_ADDRESS'],
      ['status', 'query', 'INVALID_STATUS'],
      ['minVersion', 'query', 'INVALID_PARAMETER'],
      ['If-None-Match', 'header', 'MALFORMED_REQUEST'],
    ])
    expect(getCredits.parameters[1]?.allowed).toEqual(['AVAILABLE', 'PARTIALLY_USED'])
    expect(getCredit.parameters[1]?.read(credit.id)).toBe(credit.id)
    expect(getCredit.parameters[1]?.read(`{${credit.id}}`)).toBeUndefined()
  })

  test('behavior: a whole number has one spelling', () => {
    const limit = getEntries.parameters.find(({ name }) => name === 'limit')
    expect(['1', '50', '100'].map((text) => limit?.read(text))).toEqual([1, 50, 100])
    const others = ['', '0', '101', '-1', '+1', '01', '1.0', '1e1', '0x10', ' 1', '1 ', '١', '9'.repeat(400)]
    for (const text of others) expect([text, limit?.read(text)]).toEqual([text, undefined])
  })
})
