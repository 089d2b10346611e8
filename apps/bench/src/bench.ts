import { writeFileSync } from 'node:fs'
import type { Figure } from './Figure.js'
import { measureBatches } from './measureBatches.js'
import { measureGrants } from './measureGrants.js'
import { measureIndexing } from './measureIndexing.js'
import { measureSdkCall } from './measureSdkCall.js'
import { measureSdkSize } from './measureSdkSize.js'
import { measureTableGrowth } from './measureTableGrowth.js'
import { measureUserGrowth } from './measureUserGrowth.js'
import { startGrantServer } from './startGrantServer.js'
import type { Server } from './startServer.js'

/** What can be asked for by name. */
const parts: Readonly<Record<string, { readonly says: string; readonly measure: () => Promise<readonly Figure[]> }>> = {
  size: { says: 'sizes of the SDK', measure: measureSdkSize },
  call: {
    says: 'CPU of an SDK call, 9 rounds of 3,000 calls beside bare fetch',
    measure: async () => [await measureSdkCall()],
  },
  batches: {
    says: 'batches, 5 rounds of 10,000 credits beside signing alone',
    measure: () => onGrantServer(async (server) => [await measureBatches(server)]),
  },
  grants: {
    says: 'grants, twice 3 to warm up and 5 rounds of 2 s beside bare inserts',
    measure: () => onGrantServer(measureGrants),
  },
  indexing: {
    says: 'indexing 100,000 uses of credits, 5 rounds beside a loop that only inserts them',
    measure: async () => [await measureIndexing()],
  },
  users: {
    says: 'cold reads of users with 1, 100 and 1,000 credits, 7 rounds',
    measure: async () => [await measureUserGrowth()],
  },
  growth: {
    says: 'cold reads with 10,000,000 credits in the table and with 100,000, 9 rounds; most of it is writing them',
    measure: async () => [await measureTableGrowth()],
  },
}

/** Growth writes 20 GB, for longer than everything else takes. */
const unasked = Object.keys(parts).filter((name) => name !== 'growth')

async function onGrantServer(measure: (server: Server) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const server = await startGrantServer()
  try {
    return await measure(server)
  } finally {
    await server.stop()
  }
}

const asked = process.argv.slice(2)
const figures: Figure[] = []
for (const name of asked.length > 0 ? asked : unasked) {
  const part = parts[name]
  if (!part) throw new Error(`There is no ${name}; there are ${Object.keys(parts).join(', ')}.`)
  console.info(`${part.says} …`)
  figures.push(...(await part.measure()))
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
