import {
  type AbiEvent,
  type AbiFunction,
  toEventSelector,
  toEventSignature,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { creditsManagerInterface } from '../test/creditsManagerInterface.js'
import { creditsManagerAbi } from './creditsManagerAbi.js'
import { creditsManagerTopics } from './creditsManagerTopics.js'

// An error has a signature and a selector as a function does; viem has no words of their own for them.
const asFunction = (item: { name: string; inputs: readonly unknown[] }) => item as unknown as AbiFunction
const selectors = (type: 'function' | 'error') => {
  const items = creditsManagerAbi.filter((item) => item.type === type).map(asFunction)
  return Object.fromEntries(items.map((item) => [toFunctionSignature(item), toFunctionSelector(item)]))
}
const events: AbiEvent[] = creditsManagerAbi.filter((item) => item.type === 'event')
const topics = Object.fromEntries(events.map((event) => [toEventSignature(event), toEventSelector(event)]))

describe('creditsManagerAbi', () => {
  test('default: it has every function of the deployed contract and no other', () => {
    expect(selectors('function')).toEqual(creditsManagerInterface.functions)
  })

  test('behavior: it has every event and no other', () => {
    expect(topics).toEqual(creditsManagerInterface.events)
  })

  test('behavior: it has every error, and the two that any contract can revert with', () => {
    expect(selectors('error')).toEqual({
      ...creditsManagerInterface.errors,
      'Error(string)': '0x08c379a0',
      'Panic(uint256)': '0x4e487b71',
    })
  })

  test.each([
    ['useCredits', '0x1863572d'],
    ['spentValue', '0xed3a61b7'],
    ['isRevoked', '0x4294857f'],
    ['isDenied', '0xe838dfbb'],
    ['paused', '0x5c975abb'],
    ['maxManaCreditedPerHour', '0x626c7fee'],
    ['manaCreditedThisHour', '0x4df167be'],
    ['hourOfLastManaCredit', '0xd1f44ab1'],
    ['hasRole', '0x91d14854'],
    ['denyUsers', '0xe71bf9a6'],
    ['revokeCredits', '0x309cb81b'],
  ])('behavior: %s has the selector that the chain knows, %s', (name, selector) => {
    const found = creditsManagerAbi.filter((item) => item.type === 'function' && item.name === name)
    expect(found.map((item) => toFunctionSelector(asFunction(item)))).toEqual([selector])
  })

  test('behavior: the events that are read have the topics that the chain knows', () => {
    const values = Object.values(topics)
    expect(values).toContain('0xbf0c0494baf6ed7e1481b0ec6d3ed75f70442f3ac8d509e54e80251640471373')
    expect(values).toContain('0xa68d6ae15d7c3b8ca4d13dbccb4762b825753f5bbafab66b88d893af0c1b7179')
    expect(values).toEqual(expect.arrayContaining(Object.values(creditsManagerTopics)))
  })

  test('behavior: nothing is left of the builds before April 2025', () => {
    const names = creditsManagerAbi.map(({ name }): string => name)
    for (const old of ['SIGNER_ROLE', 'denyUser', 'allowUser', 'revokeCredit', 'marketplace', 'UserAllowed']) {
      expect(names).not.toContain(old)
    }
  })

  test('behavior: what is indexed is what a filter can ask for', () => {
    const indexed = Object.fromEntries(
      events.map(({ name, inputs }) => [name, inputs.filter((input) => input.indexed).map((input) => input.name)]),
    )
    expect(indexed).toMatchObject({
      CreditUsed: ['_sender', '_creditId'],
      CreditsUsed: ['_sender'],
      CreditRevoked: ['_sender', '_creditId'],
      UserDenied: ['_sender', '_user'],
      RoleGranted: ['role', 'account', 'sender'],
      MetaTransactionExecuted: ['_userAddress', '_relayerAddress'],
    })
  })
})
