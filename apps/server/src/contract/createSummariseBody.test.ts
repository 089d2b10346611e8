import { describe, expect, test } from 'vitest'
import { compileContract } from './compileContract.js'
import { createSummariseBody } from './createSummariseBody.js'

describe('createSummariseBody', () => {
  const text = { type: 'string', format: 'plain-text' }
  const schema = {
    properties: {
      text,
      plain: { type: 'string' },
      amount: { type: 'string', format: 'mana' },
      kind: { type: 'string', enum: ['a'] },
      address: { type: 'string', pattern: '^0x' },
      count: { type: 'integer' },
      flag: { type: 'boolean' },
      until: { type: ['string', 'null'], format: 'date-time' },
      kinds: { type: 'array', items: { enum: ['a', 'b'] } },
      addresses: { type: 'array', items: { type: 'string', pattern: '^0x' } },
      reason: { type: 'object', properties: { ip: text } },
    },
  }
  const summarise = createSummariseBody(schema, (node) => node)

  test('default: keeps what has a closed form, and says of everything else only that it is there', () => {
    const body = {
      text: 'Ann of Bern',
      plain: 'Ann',
      amount: '1.5',
      kind: 'a',
      address: '0x12',
      count: 3,
      flag: true,
      until: null,
      kinds: ['a', 'b'],
      addresses: ['0x1', '0x2'],
      reason: { ip: '192.0.2.1' },
    }
    expect(summarise(body)).toEqual({
      ...body,
      text: '(text)',
      plain: '(text)',
      addresses: '(2 items)',
      reason: '(object)',
    })
  })

  test('behavior: a field that the schema does not have is left out, and no body is an empty summary', () => {
    expect(summarise({ secret: 'x' })).toEqual({})
    expect(summarise(undefined)).toEqual({})
  })

  test('behavior: no text for people of any operation of the contract is told', () => {
    for (const [id, { summariseBody }] of Object.entries(compileContract())) {
      const summary = summariseBody({ reason: 'Ann', annotation: 'Ann', message: 'Ann', name: 'Ann' })
      expect([id, JSON.stringify(summary)]).toEqual([id, expect.not.stringContaining('Ann')])
    }
  })
})
