import { encodeAbiParameters, encodeEventTopics, parseAbi, toEventSelector } from 'viem'
import { describe, expect, test } from 'vitest'
import { creditsManagerTopics } from './creditsManagerTopics.js'
import { decodeCreditsManagerEvent } from './decodeCreditsManagerEvent.js'
import type { Hex } from './Hex.js'

const abi = parseAbi([
  'struct Credit { uint256 value; uint256 expiresAt; bytes32 salt; }',
  'event CreditUsed(address indexed _sender, bytes32 indexed _creditId, Credit _credit, uint256 _value)',
  'event CreditRevoked(address indexed _sender, bytes32 indexed _creditId)',
  'event UserDenied(address indexed _sender, address indexed _user, bool _isDenied)',
])
const user: Hex = `0x${'1a'.repeat(20)}`
const other: Hex = `0x${'2b'.repeat(20)}`
const hash: Hex = `0x${'ab'.repeat(32)}`
const salt: Hex = `0x${'cd'.repeat(32)}`
const most = 2n ** 256n - 1n

const used = {
  topics: encodeEventTopics({ abi, eventName: 'CreditUsed', args: { _sender: user, _creditId: hash } }) as Hex[],
  data: encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'bytes32' }, { type: 'uint256' }],
    [4n, most, salt, 3n],
  ),
}
const revoked = {
  topics: encodeEventTopics({ abi, eventName: 'CreditRevoked', args: { _sender: user, _creditId: hash } }) as Hex[],
  data: '0x',
}
const denied = {
  topics: encodeEventTopics({ abi, eventName: 'UserDenied', args: { _sender: user, _user: other } }) as Hex[],
  data: encodeAbiParameters([{ type: 'bool' }], [true]),
}

describe('decodeCreditsManagerEvent', () => {
  test('default: a use, with its credit and what it took', () => {
    expect(decodeCreditsManagerEvent(used)).toEqual({
      kind: 'CreditUsed',
      user,
      creditHash: hash,
      valueWei: 4n,
      expiresAtSeconds: most,
      salt,
      amountWei: 3n,
    })
  })

  test('default: a revocation and a denial', () => {
    expect(decodeCreditsManagerEvent(revoked)).toEqual({ kind: 'CreditRevoked', revoker: user, creditHash: hash })
    expect(decodeCreditsManagerEvent(denied)).toEqual({ kind: 'UserDenied', denier: user, user: other, isDenied: true })
  })

  test('behavior: hex of any case is read, and written in lower case', () => {
    const loud = { topics: used.topics.map((each) => `0x${each.slice(2).toUpperCase()}`), data: used.data }
    expect(decodeCreditsManagerEvent(loud)).toEqual(decodeCreditsManagerEvent(used))
  })

  test('behavior: the topics are the hashes of the signatures', () => {
    expect(creditsManagerTopics.CreditUsed).toBe(
      toEventSelector('CreditUsed(address,bytes32,(uint256,uint256,bytes32),uint256)'),
    )
    expect(creditsManagerTopics.CreditRevoked).toBe(toEventSelector('CreditRevoked(address,bytes32)'))
    expect(creditsManagerTopics.UserDenied).toBe(toEventSelector('UserDenied(address,address,bool)'))
  })

  test.each([
    ['another event', { ...used, topics: [`0x${'00'.repeat(32)}`, ...used.topics.slice(1)] }],
    ['no topics', { ...used, topics: [] }],
    ['a topic less', { ...used, topics: used.topics.slice(0, 2) }],
    ['a topic more', { ...used, topics: [...used.topics, hash] }],
    ['a topic that is too short', { ...used, topics: [...used.topics.slice(0, 2), '0xab'] }],
    ['a sender with something before the address', { ...used, topics: [used.topics[0] as Hex, hash, hash] }],
    ['a word less', { ...used, data: used.data.slice(0, -64) }],
    ['a word more', { ...used, data: `${used.data}${hash.slice(2)}` }],
    ['half a word', { ...used, data: used.data.slice(0, -2) }],
    ['data that is not hex', { ...used, data: `${used.data.slice(0, -1)}g` }],
    ['data of a revocation', { ...revoked, data: hash }],
    ['a denial that is neither', { ...denied, data: hash }],
    [
      'a denied user that is no address',
      { ...denied, topics: [denied.topics[0] as Hex, denied.topics[1] as Hex, hash] },
    ],
  ])('behavior: null for %s', (_name, log) => {
    expect(decodeCreditsManagerEvent(log)).toBeNull()
  })
})
