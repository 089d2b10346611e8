import { describe, expect, test } from 'vitest'
import { type NodeAnswers, roleMissing, startTestNode } from '../../test/startTestNode.js'
import { parseConfig } from '../config/parseConfig.js'
import { assertSignerRole } from './assertSignerRole.js'

async function start(answers: NodeAnswers | null): Promise<{ said: string[]; error: unknown }> {
  const node = await startTestNode(answers)
  const said: string[] = []
  const error = await assertSignerRole(parseConfig({ RPC_URL: node.url }), (text) => said.push(text)).then(
    () => null,
    (caught: unknown) => caught,
  )
  node.stop()
  return { said, error }
}

describe('assertSignerRole', () => {
  test('default: a signer that holds its role may start, and without RPC_URL nobody is asked', async () => {
    expect(await start({})).toEqual({ said: [], error: null })
    await assertSignerRole(parseConfig({}), () => expect.unreachable())
  })

  test.each<[string, NodeAnswers, RegExp]>([
    ['a role that is not held', { call: roleMissing }, /does not hold CREDITS_SIGNER_ROLE .*Grant it the role/],
    [
      'another chain',
      { chainId: '0x89' },
      /one of chain 137, and credits are signed for chain 80002\. Correct RPC_URL/,
    ],
    ['an account without code', { code: '0x' }, /no CreditsManager at 0x8052.*Correct CREDITS_MANAGER_ADDRESS/],
  ])('error: SIGNER_NOT_ACCEPTED for %s', async (_name, answers, text) => {
    const { said, error } = await start(answers)
    expect(said).toEqual([])
    expect(error).toMatchObject({ code: 'SIGNER_NOT_ACCEPTED', message: expect.stringMatching(text) })
  })

  test('behavior: a node that does not answer is told of, and does not keep from serving', async () => {
    const { said, error } = await start(null)
    expect(error).toBeNull()
    expect(said).toEqual([expect.stringContaining('does not answer (eth_chainId: no answer)')])
  })
})
