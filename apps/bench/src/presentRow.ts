import { type Figure, isMet } from './Figure.js'

/** A figure as its row of the table says it. */
export type Row = Readonly<Record<'what' | 'ours' | 'peer' | 'value' | 'spread' | 'min/min' | 'goal' | 'met', string>>

/** Presents a figure, two places after the point. */
export function presentRow(figure: Figure): Row {
  const { what, ours, peer, value, spread, least, goal, bound } = figure
  const met = isMet(figure)
  return {
    what,
    ours,
    peer,
    value: value.toFixed(2),
    spread: spread?.map((end) => end.toFixed(2)).join('–') ?? '',
    'min/min': least?.toFixed(2) ?? '',
    goal: goal === null ? '' : `${bound === 'at most' ? '≤' : '≥'} ${goal}`,
    met: met === null ? '' : met ? 'yes' : 'no',
  }
}
