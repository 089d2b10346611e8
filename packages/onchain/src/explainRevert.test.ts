import fc from 'fast-check'
import {
  type AbiParameter,
  createPublicClient,
  custom,
  type EIP1193RequestFn,
  encodeErrorResult,
  encodeFunctionData,
  parseAbi,
  toFunctionSelector,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitraryAbiValue } from '../test/arbitraryAbiValue.js'
import { arbitraryHex } from '../test/arbitraryHex.js'
import { creditsManagerInterface } from '../test/creditsManagerInterface.js'
import { creditVector } from '../test/creditVector.js'
import { fuzzRuns } from '../test/fuzzRuns.js'
import type { AbiStruct, AbiType } from './AbiType.js'
import { creditsManagerAbi } from './creditsManagerAbi.js'
import { creditsManagerErrors } from './creditsManagerErrors.js'
import { explainRevert } from './explainRevert.js'
import type { Hex } from './Hex.js'

type AbiError = { readonly type: 'error'; readonly name: string; readonly inputs: readonly AbiParameter[] }

const rows: Record<string, { selector: string; args: AbiStruct }> = creditsManagerErrors
const ownErrors: AbiError[] = creditsManagerAbi.filter((item) => item.type === 'error')
/** What OpenZeppelin's token reverts with, and the contract hands on. */
const tokenErrors: AbiError[] = [
  ...parseAbi([
    'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
    'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  ]),
]
const errors = [...ownErrors, ...tokenErrors]

const expired: Hex = encodeErrorResult({
  abi: creditsManagerAbi,
  errorName: 'CreditExpired',
  args: [creditVector.hash],
})

describe('explainRevert', () => {
  test('default', () => {
    expect(explainRevert(expired)).toEqual({
      name: 'CreditExpired',
      args: { creditId: creditVector.hash },
      message: 'One of the credits has expired.',
      remedy: 'Leave it out. Read the balance again and plan the spend anew.',
      retryable: false,
    })
  })

  test('behavior: the name tells which arguments there are', () => {
    const revert = explainRevert(
      encodeErrorResult({ abi: creditsManagerAbi, errorName: 'MaxManaCreditedPerHourExceeded', args: [5n, 7n] }),
    )
    if (revert.name !== 'MaxManaCreditedPerHourExceeded') throw new Error(revert.name)
    const { creditableManaThisHour, creditedValue }: { creditableManaThisHour: bigint; creditedValue: bigint } =
      revert.args
    expect([creditableManaThisHour, creditedValue, revert.retryable]).toEqual([5n, 7n, true])
  })

  test('behavior: what passes by itself, and only that, can be tried again', () => {
    const retryable = Object.entries(creditsManagerErrors).filter(([, each]) => each.retryable)
    expect(retryable.map(([name]) => name)).toEqual(['EnforcedPause', 'MaxManaCreditedPerHourExceeded'])
  })
})

describe('the table of errors', () => {
  test('behavior: it has every error of the ABI and no other, but for what the token says', () => {
    expect(Object.keys(rows).sort()).toEqual(errors.map(({ name }) => name).sort())
    expect(Object.keys(rows)).toHaveLength(Object.keys(creditsManagerInterface.errors).length + 4)
  })

  test.each(errors.map((error) => [error.name, error] as const))(
    'behavior: %s is as in the ABI',
    (name, { inputs }) => {
      const row = rows[name]
      expect(row?.selector).toBe(toFunctionSelector(`${name}(${inputs.map(typeText).join()})`))
      expect(described(row?.args ?? {})).toEqual(describedInputs(inputs))
    },
  )

  test.each(errors.map((error) => [error.name, error] as const))(
    'behavior: %s decodes what viem encodes',
    (name, { inputs }) => {
      const values = fc.tuple(...inputs.map(arbitraryAbiValue))
      fc.assert(
        fc.property(values, (args) => {
          const data = encodeErrorResult({ abi: errors, errorName: name, args })
          const expected = Object.fromEntries(
            inputs.map((input, index) => [withoutUnderscore(input.name), args[index]]),
          )
          expect(explainRevert(data)).toMatchObject({ name, args: expected })
        }),
        { numRuns: fuzzRuns(inputs.length === 0 ? 1 : 50) },
      )
    },
  )

  test.each(Object.entries(creditsManagerErrors))(
    'behavior: %s has a message and a remedy that are sentences',
    (_, row) => {
      for (const text of [row.message, row.remedy]) expect(text).toMatch(/^[A-Z].*\.$/)
      expect(row.message).not.toBe(row.remedy)
    },
  )
})

describe('what is thrown', () => {
  const inAnswer = { code: 3, message: 'execution reverted', data: expired }
  const sent = '0xd93c0665'

  test.each<[string, unknown]>([
    ['revert data', expired],
    ['revert data in capitals', `0x${expired.slice(2).toUpperCase()}`],
    ["a node's error", inAnswer],
    ["a node's answer", { jsonrpc: '2.0', id: 1, error: inAnswer }],
    [
      'an error of Hardhat',
      { code: -32603, message: 'reverted', data: { message: 'reverted', txHash: '0x', data: expired } },
    ],
    ['an error of Nethermind', { code: -32015, message: 'VM execution error.', data: `Reverted ${expired}` }],
    ['an error of a wallet', { code: -32603, message: 'Internal JSON-RPC error.', data: { originalError: inAnswer } }],
    // As ethers 6.17 throws them, for a call, for an estimate and for a transaction.
    [
      'an error of ethers',
      thrown({ code: 'CALL_EXCEPTION', data: expired, transaction: { data: sent }, revert: null }),
    ],
    [
      'one of its estimates',
      thrown({ code: 'CALL_EXCEPTION', data: null, info: { error: inAnswer, payload: { params: [{ data: sent }] } } }),
    ],
    ['one of its transactions', thrown({ code: 'UNKNOWN_ERROR', error: inAnswer, payload: { params: [sent] } })],
    ['a cause', new Error('no', { cause: new Error('no', { cause: inAnswer }) })],
  ])('behavior: %s is understood', (_, error) => {
    expect(explainRevert(error)).toMatchObject({ name: 'CreditExpired', args: { creditId: creditVector.hash } })
  })

  test.each<[string, (client: ReturnType<typeof clientOf>) => Promise<unknown>]>([
    ['readContract', (client) => client.readContract({ ...contract, functionName: 'paused' })],
    ['simulateContract', (client) => client.simulateContract({ ...contract, functionName: 'pause' })],
    [
      'call',
      (client) =>
        client.call({ to: contract.address, data: encodeFunctionData({ ...contract, functionName: 'pause' }) }),
    ],
    ['estimateGas', (client) => client.estimateGas({ account: contract.address, to: contract.address, data: sent })],
    [
      'estimateContractGas',
      (client) => client.estimateContractGas({ ...contract, account: contract.address, functionName: 'pause' }),
    ],
  ])("behavior: what viem's %s throws is understood", async (_, call) => {
    const error = await call(clientOf(inAnswer)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(explainRevert(error)).toMatchObject({ name: 'CreditExpired', args: { creditId: creditVector.hash } })
  })

  test('behavior: viem is understood where its ABI has no such error', async () => {
    const abi = parseAbi(['function paused() view returns (bool)'])
    const call = clientOf(inAnswer).readContract({ abi, address: contract.address, functionName: 'paused' })
    expect(explainRevert(await call.catch((reason: unknown) => reason)).name).toBe('CreditExpired')
  })

  test.each<[string, unknown, Hex | null]>([
    ['nothing', undefined, null],
    ['null', null, null],
    ['a number', 7, null],
    ['a text', 'execution reverted', null],
    ['an error without data', new Error('fetch failed'), null],
    ['a user who declines', { code: 4001, message: 'User rejected the request.' }, null],
    ['what was sent', thrown({ code: 'INSUFFICIENT_FUNDS', transaction: { data: expired } }), null],
    ['a revert without data', { code: 3, message: 'execution reverted', data: '0x' }, '0x'],
    ['less than a selector', '0xabcdef', '0xabcdef'],
    ['an error of another contract', `0x12345678${'00'.repeat(32)}`, `0x12345678${'00'.repeat(32)}`],
    ['an error whose arguments end early', expired.slice(0, -2), expired.slice(0, -2) as Hex],
    ['half a byte', `${expired}a`, null],
  ])('behavior: %s is Unknown', (_, error, data) => {
    const revert = explainRevert(error)
    expect(revert).toMatchObject({ name: 'Unknown', data, retryable: false })
    expect(revert.remedy).toMatch(/^[A-Z].*\.$/)
  })

  test('behavior: an error that is its own cause comes to an end', () => {
    const error: Record<string, unknown> = { data: null }
    error['cause'] = error
    expect(explainRevert(error).name).toBe('Unknown')
  })

  test('behavior: any bytes whatever are explained, and nothing is thrown', () => {
    const anySelector = fc.constantFrom(...Object.values(creditsManagerErrors).map(({ selector }) => selector))
    const anyBytes = fc.nat({ max: 600 }).chain(arbitraryHex)
    fc.assert(
      fc.property(anySelector, anyBytes, (selector, bytes) => {
        expect(explainRevert(selector + bytes.slice(2)).message).not.toBe('')
      }),
      { numRuns: fuzzRuns(1_000) },
    )
  })

  test('behavior: one byte of a trade changed is explained as well, and no more is read than came', () => {
    const trade = ownErrors.find(({ name }) => name === 'InvalidTrade')?.inputs ?? []
    fc.assert(
      fc.property(fc.tuple(...trade.map(arbitraryAbiValue)), fc.nat(), fc.nat({ max: 255 }), (args, at, byte) => {
        const data = encodeErrorResult({ abi: ownErrors, errorName: 'InvalidTrade', args })
        const digit = 10 + 2 * (at % (data.length / 2 - 5))
        const mutant = data.slice(0, digit) + byte.toString(16).padStart(2, '0') + data.slice(digit + 2)
        expect(['InvalidTrade', 'Unknown']).toContain(explainRevert(mutant).name)
      }),
      { numRuns: fuzzRuns(500) },
    )
  })
})

const contract = { abi: creditsManagerAbi, address: creditVector.credit.contract } as const

/** A client of viem, whose node answers nothing but this. */
function clientOf(error: unknown) {
  const request: EIP1193RequestFn = async () => {
    throw error
  }
  return createPublicClient({ transport: custom({ request }, { retryCount: 0 }) })
}

function thrown(properties: object): Error {
  return Object.assign(new Error('execution reverted (unknown custom error)'), properties)
}

function withoutUnderscore(name: string | undefined): string {
  return (name ?? '').replace(/^_/, '')
}

function typeText(parameter: AbiParameter): string {
  if (!('components' in parameter)) return parameter.type
  return `(${parameter.components.map(typeText).join()})${parameter.type.slice('tuple'.length)}`
}

/** Names and types in their order, as text: the order of keys is what `toEqual` does not look at. */
function described(type: AbiType): string {
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return `${described(type[0])}[]`
  return `{${Object.entries(type).map(([name, each]) => `${name}:${described(each)}`)}}`
}

function describedInputs(inputs: readonly AbiParameter[]): string {
  return `{${inputs.map((input) => `${withoutUnderscore(input.name)}:${describedInput(input)}`)}}`
}

function describedInput(input: AbiParameter): string {
  if (!('components' in input)) return input.type
  return `${describedInputs(input.components)}${input.type.slice('tuple'.length)}`
}
