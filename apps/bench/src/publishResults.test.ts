import { describe, expect, it } from 'vitest'
import { drawChart } from './drawChart.js'
import { presentTable, putBetweenMarks } from './presentTable.js'
import { type Measured, type Results, replacePart } from './Results.js'

const figure = (id: string, more: Partial<Measured> = {}): Measured => ({
  id,
  what: 'a | b < c',
  ours: '1 µs',
  peer: '2 µs',
  value: 0.5,
  spread: [0.25, 1],
  goal: 1,
  bound: 'at most',
  part: 'hot',
  day: '2026-11-23',
  ...more,
})
const results = (...figures: Measured[]): Results => ({ machine: 'A & B', figures })

describe('replacePart', () => {
  it('puts a part in the place of what it had, and leaves the others', () => {
    const before = results(figure('P1'), figure('P1 old'), figure('P9', { part: 'grants' }))
    const after = replacePart(before, results(figure('P1', { value: 2 })), 'hot')
    expect(after.figures.map(({ id, value }) => [id, value])).toEqual([
      ['P9', 0.5],
      ['P1', 2],
    ])
  })

  it('drops what another machine measured', () => {
    const before = { ...results(figure('P9', { part: 'grants' })), machine: 'another' }
    expect(replacePart(before, results(figure('P1')), 'hot')).toEqual(results(figure('P1')))
  })
})

describe('presentTable', () => {
  it('has a line for each figure, in whose cells a bar is no end', () => {
    const [line] = presentTable(results(figure('P1', { least: 0.4 })))
      .split('\n')
      .slice(-1)
    expect(line).toBe('| P1 | a \\| b < c | 1 µs | 2 µs | 0.50 | 0.25–1.00 | 0.40 | ≤ 1 | yes |')
  })

  it('is put between the marks again and again, and changes nothing else', () => {
    const page = 'before\n<!-- figures: npm run bench -- --chart -->\nold\n<!-- end of figures -->\nafter'
    const once = putBetweenMarks(page, 'new')
    expect(once).toBe(page.replace('old', 'new'))
    expect(putBetweenMarks(once, 'new')).toBe(once)
    expect(() => putBetweenMarks('before', 'new')).toThrow('the page has no')
  })
})

describe('drawChart', () => {
  const barsOf = (svg: string) =>
    [...svg.matchAll(/<rect class="(met|missed)" x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map(
      ([, is, x, width]) => [is, Number(x), Number(width)] as const,
    )
  const goalX = (svg: string) => Number(/class="goal" x1="([\d.]+)"/.exec(svg)?.[1])

  it('draws what is better than its goal to the right and what is worse to the left, of one length for one factor', () => {
    const svg = drawChart(
      results(
        figure('most met', { value: 0.5 }),
        figure('most missed', { value: 2 }),
        figure('least met', { value: 2, bound: 'at least' }),
        figure('least missed', { value: 0.5, bound: 'at least' }),
      ),
    )
    const at = goalX(svg)
    const bars = barsOf(svg)
    expect(bars.map(([is, x]) => [is, x >= at])).toEqual([
      ['met', true],
      ['missed', false],
      ['met', true],
      ['missed', false],
    ])
    expect(new Set(bars.map(([, , width]) => width)).size).toBe(1)
  })

  it('leaves out what has no goal, cuts what is off the scale, and escapes what it is told', () => {
    const svg = drawChart(results(figure('none', { goal: null }), figure('a<b', { value: 0.001 })))
    expect(barsOf(svg)).toHaveLength(1)
    expect(svg).toContain('a&lt;b')
    expect(svg).toContain('A &amp; B')
    const [, x, width] = barsOf(svg)[0] ?? ['', 0, 0]
    expect(x + width).toBeLessThanOrEqual(150 + 420)
  })
})
