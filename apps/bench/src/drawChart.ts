import { isMet } from './Figure.js'
import { presentRow } from './presentRow.js'
import type { Results } from './Results.js'

const rowHeight = 24
const top = 44
const labelWidth = 150
const barWidth = 420
const width = labelWidth + barWidth + 250

/** How many times better or worse than its goal a figure may be before its bar is cut. */
const ends = { worst: 1 / 8, best: 8 }

/**
 * Draws each figure that has a goal as a bar from its goal: to the right as many times better as it is, to the left as many
 * times worse, by a scale on which twice as good is as far as half as good. The thin line is the spread of the rounds.
 */
export function drawChart({ machine, figures }: Results): string {
  const rows = figures.filter((figure) => figure.goal !== null)
  const height = top + rows.length * rowHeight + 34
  const goalX = place(1)
  const grid = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8].map((times) => {
    const label = times === 1 ? 'goal' : times > 1 ? `${times}× better` : `${1 / times}× worse`
    const style = times === 1 ? 'goal' : 'grid'
    return `<line class="${style}" x1="${place(times)}" x2="${place(times)}" y1="${top - 8}" y2="${height - 30}"/>
<text class="scale" x="${place(times)}" y="${top - 14}" text-anchor="middle">${label}</text>`
  })
  const bars = rows.map((figure, nth) => {
    const y = top + nth * rowHeight
    const better = (value: number) =>
      figure.bound === 'at most' ? (figure.goal ?? 0) / value : value / (figure.goal ?? 0)
    const x = place(better(figure.value))
    const spread = (figure.spread ?? [figure.value, figure.value]).map((value) => place(better(value)))
    const { value, goal } = presentRow(figure)
    return `<text x="${labelWidth - 10}" y="${y + 14}" text-anchor="end">${asXmlText(figure.id)}</text>
<rect class="${isMet(figure) ? 'met' : 'missed'}" x="${Math.min(x, goalX)}" y="${y + 4}" width="${round(Math.max(1, Math.abs(x - goalX)))}" height="12"/>
<line class="spread" x1="${Math.min(...spread)}" x2="${Math.max(...spread)}" y1="${y + 10}" y2="${y + 10}"/>
<text x="${labelWidth + barWidth + 16}" y="${y + 14}">${asXmlText(`${value}, goal ${goal}`)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Each figure beside its goal">
<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.scale { font-size: 10px; fill: #59636e }
.grid { stroke: #d1d9e0 } .goal { stroke: #59636e } .spread { stroke: #1f2328; stroke-width: 1.5 }
.met { fill: #4dac6d } .missed { fill: #e5785b } .paper { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .scale { fill: #9198a1 } .grid { stroke: #3d444d } .goal { stroke: #9198a1 }
  .spread { stroke: #f0f6fc } .paper { fill: #0d1117 }
}
</style>
<rect class="paper" width="${width}" height="${height}"/>
${grid.join('\n')}
${bars.join('\n')}
<text class="scale" x="${labelWidth}" y="${height - 10}">${asXmlText(machine)}</text>
</svg>
`
}

function place(times: number): number {
  const cut = Math.min(ends.best, Math.max(ends.worst, times))
  return round(labelWidth + (barWidth * Math.log(cut / ends.worst)) / Math.log(ends.best / ends.worst))
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}

function asXmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
