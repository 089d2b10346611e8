import { writeFileSync } from 'node:fs'
import type { Figure } from './Figure.js'
import { measureBatches } from './measureBatches.js'
import { measureGrants } from './measureGrants.js'
import { measureSdkCall } from './measureSdkCall.js'
import { measureSdkSize } from './measureSdkSize.js'
import { startGrantServer } from './startGrantServer.js'

const figures: Figure[] = []
console.info('sizes of the SDK …')
figures.push(...(await measureSdkSize()))
console.info('CPU of an SDK call, 9 rounds of 3,000 calls beside bare fetch …')
figures.push(await measureSdkCall())

console.info(
  'batches, 5 rounds of 10,000 credits beside signing alone; grants, twice 5 rounds of 2 s beside bare inserts …',
)
const server = await startGrantServer()
try {
  figures.push(await measureBatches(server))
  figures.push(...(await measureGrants(server)))
} finally {
  await server.stop()
}

console.table(
  Object.fromEntries(
    figures.map(({ id, what, ours, peer, value, spread, goal, bound }) => [
      id,
      {
        what,
        ours,
        peer,
        value: Number(value.toFixed(2)),
        spread: spread?.map((bound) => bound.toFixed(2)).join('–') ?? '',
        goal: `${bound === 'at most' ? '≤' : '≥'} ${goal}`,
        met: (bound === 'at most' ? value <= goal : value >= goal) ? 'yes' : 'no',
      },
    ]),
  ),
)
writeFileSync('bench.json', `${JSON.stringify(figures, null, 2)}\n`)
console.info('written to bench.json')
