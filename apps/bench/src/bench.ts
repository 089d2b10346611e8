import { writeFileSync } from 'node:fs'
import type { Figure } from './Figure.js'
import { measureSdkCall } from './measureSdkCall.js'
import { measureSdkSize } from './measureSdkSize.js'

const figures: Figure[] = []
console.info('sizes of the SDK …')
figures.push(...(await measureSdkSize()))
console.info('CPU of an SDK call, 9 rounds of 3,000 calls beside bare fetch …')
figures.push(await measureSdkCall())

console.table(
  Object.fromEntries(
    figures.map(({ id, what, ours, peer, value, spread, goal }) => [
      id,
      {
        what,
        ours,
        peer,
        value: Number(value.toFixed(2)),
        spread: spread?.map((bound) => bound.toFixed(2)).join('–') ?? '',
        goal: `≤ ${goal}`,
        met: value <= goal ? 'yes' : 'no',
      },
    ]),
  ),
)
writeFileSync('bench.json', `${JSON.stringify(figures, null, 2)}\n`)
console.info('written to bench.json')
