import { presentRow } from './presentRow.js'
import type { Measured, Results } from './Results.js'

/** Presents results as a table in Markdown, below the machine they are of. */
export function presentTable({ machine, figures }: Results): string {
  const days = [...new Set(figures.map(({ day }) => day))].sort().join(', ')
  return [
    `Measured on ${machine}, ${days}.`,
    '',
    '| Figure | What | Ours | Peer | Value | Spread | min/min | Goal | Met |',
    '|---|---|---|---|---|---|---|---|---|',
    ...figures.map(presentLine),
  ].join('\n')
}

function presentLine(figure: Measured): string {
  const cells = [figure.id, ...Object.values(presentRow(figure))]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

const [from, to] = ['<!-- figures: npm run bench -- --chart -->', '<!-- end of figures -->']

/** Puts a text between the marks of a page, in the place of what stands there. */
export function putBetweenMarks(page: string, text: string): string {
  const [start, end] = [page.indexOf(from), page.indexOf(to)]
  if (start < 0 || end < start) throw new Error(`the page has no ${from} … ${to}`)
  return `${page.slice(0, start + from.length)}\n${text}\n${page.slice(end)}`
}
