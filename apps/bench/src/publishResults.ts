import { readFileSync, writeFileSync } from 'node:fs'
import { drawChart } from './drawChart.js'
import { presentTable, putBetweenMarks } from './presentTable.js'
import type { Results } from './Results.js'

const docs = new URL('../../../docs/', import.meta.url)

/** Writes results into docs/performance.md, and their chart beside it. */
export function publishResults(results: Results): void {
  if (results.figures.length === 0) throw new Error('Nothing was measured yet: npm run bench')
  const page = new URL('performance.md', docs)
  writeFileSync(page, putBetweenMarks(readFileSync(page, 'utf8'), presentTable(results)))
  writeFileSync(new URL('performance.svg', docs), drawChart(results))
}
