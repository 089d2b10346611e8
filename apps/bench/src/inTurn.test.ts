import { expect, it } from 'vitest'
import { inTurn } from './inTurn.js'

it('inTurn: every side in every round, warm-ups first and not told', async () => {
  const order: string[] = []
  const side = (name: string) => async () => order.push(name)
  const told = await inTurn({ a: side('a'), b: side('b') }, { rounds: 2, warmUps: 1 })
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
  expect(told).toEqual({ a: [3, 5], b: [4, 6] })
})
