import type { Address } from '@credits-server/onchain'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { type NodeAnswers, roleHeld, roleMissing, startTestNode } from '../../test/startTestNode.js'
import { openRpc } from '../chain/openRpc.js'
import { askSignerRole } from './askSignerRole.js'
import { explainRole } from './explainRole.js'
import { watchSignerRole } from './watchSignerRole.js'

const place = {
  address: `0x${'a'.repeat(40)}` as Address,
  chainId: 80_002,
  contract: `0x${'c'.repeat(40)}` as Address,
}
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function startNode(answers: NodeAnswers | null = {}) {
  const node = await startTestNode(answers)
  closers.push(node.stop)
  return node
}

describe('askSignerRole', () => {
  test.each<[string, NodeAnswers | null, Record<string, string>]>([
    ['held', {}, { state: 'held' }],
    ['not held', { call: roleMissing }, { state: 'missing' }],
    ['another chain', { chainId: '0x1' }, { state: 'otherChain', chainId: '1' }],
    ['no code', { code: '0x' }, { state: 'noContract' }],
    ['a contract that answers nothing', { call: '0x' }, { state: 'noContract' }],
    ['a contract without roles', { call: { code: 3, message: 'execution reverted' } }, { state: 'noContract' }],
    ['a node that is busy', { call: { code: -32005, message: 'limit exceeded' } }, { state: 'unknown' }],
    ['an answer that is no bool', { call: '0x2' }, { state: 'unknown' }],
    ['two, which is no bool', { call: `0x${'2'.padStart(64, '0')}` }, { state: 'unknown' }],
    ['a chain that is no number', { chainId: 'polygon' }, { state: 'unknown' }],
    ['nothing', null, { state: 'unknown' }],
  ])('default: %s', async (_name, answers, told) => {
    const answer = await askSignerRole(openRpc((await startNode(answers)).url), place)
    expect(answer).toMatchObject(told)
    expect(explainRole(answer, place) === null).toBe(['held', 'unknown'].includes(answer.state))
  })
})

describe('watchSignerRole', () => {
  test('default: asks again and again, tells what has changed, and keeps what it knew while the node is away', async () => {
    const node = await startNode()
    const said: string[] = []
    const logger = pino({}, { write: (line) => void said.push(JSON.parse(line).msg) })
    const watch = watchSignerRole({ rpc: openRpc(node.url), place, logger, periodMs: 20 })
    closers.push(() => watch.close())
    const pass = async (answers: NodeAnswers | null, lines: number) => {
      node.answers = answers
      while (said.length < lines) await new Promise((resolve) => setTimeout(resolve, 5))
      const asked = node.asked
      while (node.asked < asked + 6) await new Promise((resolve) => setTimeout(resolve, 5))
      return watch.state()
    }
    expect(watch.state()).toEqual({ hasRole: null, checkedAt: null })
    const held = await pass({ call: roleHeld }, 1)
    expect(held.hasRole).toBe(true)
    const away = await pass(null, 2)
    expect(away.hasRole).toBe(true)
    const again = await pass(null, 2)
    expect(again).toEqual(away)
    expect(await pass({ call: roleMissing }, 3)).toMatchObject({ hasRole: false })
    expect(await pass({}, 4)).toMatchObject({ hasRole: true })
    expect(said).toEqual([
      'the signer holds its role',
      'nobody knows of the signer’s role',
      'what is signed here is worth nothing',
      'the signer holds its role',
    ])
  })
})
