import { describe, expect, it } from 'vitest'
import { compare, median, quantile } from './compare.js'
import { compareCosts } from './compareCosts.js'
import { isMet } from './Figure.js'

const costs = { id: 'P0', what: 'a thing', present: (cost: number) => `${cost} µs` }

describe('compare', () => {
  it('takes the median of the ratios of the rounds, not the ratio of the medians', () => {
    const { ratio, ours, peer } = compare([10, 40, 90], [10, 10, 100])
    expect({ ratio, ours, peer }).toEqual({ ratio: 1, ours: 40, peer: 10 })
  })

  it('tells the least and greatest ratio of a round, and the least to the least', () => {
    expect(compare([20, 30, 12], [10, 10, 12])).toMatchObject({ spread: [1, 3], least: 1.2 })
  })
})

describe('quantile', () => {
  it('is a value that so large a part is not above', () => {
    const hundred = Array.from({ length: 100 }, (_, nth) => 100 - nth)
    expect([quantile(hundred, 0.99), quantile(hundred, 1), median([3, 1, 2])]).toEqual([100, 100, 2])
  })
})

describe('compareCosts', () => {
  it('is ours to the peer where the goal is a most', () => {
    const figure = compareCosts({ ...costs, ours: [12], peer: [10], goal: 1.3, bound: 'at most' })
    expect([figure.value, figure.ours, figure.peer, isMet(figure)]).toEqual([1.2, '12 µs', '10 µs', true])
  })

  it('is how many times less ours costs where the goal is a least, and names each cost as whose it is', () => {
    const figure = compareCosts({ ...costs, ours: [10], peer: [20], goal: 3, bound: 'at least' })
    expect([figure.value, figure.ours, figure.peer, isMet(figure)]).toEqual([2, '10 µs', '20 µs', false])
  })

  it('meets nothing where there is no goal', () => {
    expect(isMet(compareCosts({ ...costs, ours: [1], peer: [2], goal: null, bound: 'at most' }))).toBeNull()
  })
})
