import type { RevocationCalls } from '@credits-server/contract'
import { encodeRevokeCredits, type Hex } from '@credits-server/onchain'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askOperator } from './askOperator.js'
import { newAddress } from './grantTestCredit.js'
import { callGrant } from './seasonTools.js'
import { type CommandLine, startCommandLine } from './serve/startCommandLine.js'

let line: CommandLine
beforeAll(async () => {
  line = await startCommandLine()
})
afterAll(() => line.stop())

describe('revocations calls', () => {
  test('behavior: nothing is pending', async () => {
    const { code, stdout } = await line.run(['revocations', 'calls'])
    expect([code, stdout]).toEqual([0, 'The chains have seen every revocation.\n'])
  })

  test('default: the calldata in transactions of so many credits, and the same again until the chain has them', async () => {
    const hashes: string[] = []
    for (let nth = 0; nth < 3; nth++) {
      const { body } = await callGrant(line.server, newAddress(), { expiresAt: '2099-01-01T00:00:00Z' })
      const { id }: { id: string } = body
      const { status } = await askOperator(line.server, 'POST', `/credits/${id}/revoke`, { reason: 'By mistake' })
      expect(status).toBe(200)
      hashes.push((await line.server.knex('credits').where({ id }).first('hash')).hash)
    }
    const { code, told } = await line.runJson<RevocationCalls>(['revocations', 'calls', '--per-call', '2'])
    expect([code, told.hasMore, told.calls.map(({ creditHashes }) => creditHashes.length)]).toEqual([0, false, [2, 1]])
    expect(told.calls.flatMap(({ creditHashes }) => creditHashes).sort()).toEqual([...hashes].sort())
    for (const { creditHashes, data } of told.calls) expect(data).toBe(encodeRevokeCredits(creditHashes as Hex[]))
    const { stdout } = await line.run(['revocations', 'calls', '--per-call', '2'])
    const [{ chainId, contract, data } = {}] = told.calls
    expect(stdout.split('\n').slice(0, 2)).toEqual([`2 credits: to ${contract} on chain ${chainId}`, data])
    expect(stdout).toContain(`\n1 credit: to ${contract} on chain ${chainId}\n`)
  })

  test.each([
    ['many', 'INVALID_PARAMETER'],
    ['201', 'INVALID_PARAMETER'],
  ])('error: --per-call %s', async (number, code) => {
    const { told } = await line.runJson(['revocations', 'calls', '--per-call', number])
    expect(told).toMatchObject({ error: { code } })
  })
})
