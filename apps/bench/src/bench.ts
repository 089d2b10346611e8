import { describeMachine } from './describeMachine.js'
import type { Figure } from './Figure.js'
import { isQuick } from './isQuick.js'
import { measureBatches } from './measureBatches.js'
import { measureColdReads } from './measureColdReads.js'
import { measureGrants } from './measureGrants.js'
import { measureHotReads } from './measureHotReads.js'
import { measureIndexing } from './measureIndexing.js'
import { measurePush } from './measurePush.js'
import { measureSdkCall } from './measureSdkCall.js'
import { measureSdkSize } from './measureSdkSize.js'
import { measureStreams } from './measureStreams.js'
import { measureTableGrowth } from './measureTableGrowth.js'
import { measureUserGrowth } from './measureUserGrowth.js'
import { openReadTable, type ReadTable } from './openReadTable.js'
import { presentRow } from './presentRow.js'
import { publishResults } from './publishResults.js'
import { type Results, readResults, replacePart, writeResults } from './Results.js'
import { startGrantServer } from './startGrantServer.js'
import type { Server } from './startServer.js'

type Part = { readonly says: string; readonly measure: () => Promise<readonly Figure[]> }

/** What can be asked for by name. */
const parts: Readonly<Record<string, Part>> = {
  size: { says: 'sizes of the SDK', measure: measureSdkSize },
  call: {
    says: 'CPU of an SDK call, 9 rounds of 3,000 calls beside bare fetch',
    measure: async () => [await measureSdkCall()],
  },
  hot: {
    says: 'reads of 10,000 users again and again, whole and as 304, 5 rounds beside node:http with a map',
    measure: () => onReadTable(measureHotReads),
  },
  cold: {
    says: 'reads of 90,000 users, each prepared anew, 5 rounds beside four programs',
    measure: () => onReadTable(measureColdReads),
  },
  streams: {
    says: '10,000 idle streams and broadcasts to them, 5 rounds of 6 fresh processes',
    measure: measureStreams,
  },
  push: {
    says: 'from commit to event at one of 10,000 streams, 5 rounds of 500 grants beside bare LISTEN',
    measure: measurePush,
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

/** What can be asked for by one word. Growth writes 20 GB, for longer than everything else takes. */
const groups: Readonly<Record<string, readonly string[]>> = {
  reads: ['hot', 'cold'],
  all: Object.keys(parts).filter((name) => name !== 'growth'),
}

const usage = `npm run bench                    # all but growth
npm run bench -- <part> …        # some parts, or a group of them
npm run bench -- <part> --quick  # one round each: writes nothing
npm run bench -- --chart         # measures nothing: publishes what was measured

${Object.entries(parts)
  .map(([name, { says }]) => `${name.padEnd(9)}${says}`)
  .join('\n')}
${Object.entries(groups)
  .map(([name, members]) => `${name.padEnd(9)}${members.join(', ')}`)
  .join('\n')}`

/** Filled once for all parts that read it. */
let readTable: Promise<ReadTable> | null = null

async function onReadTable(measure: (table: ReadTable) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  readTable ??= openReadTable()
  return measure(await readTable)
}

async function onGrantServer(measure: (server: Server) => Promise<readonly Figure[]>): Promise<readonly Figure[]> {
  const server = await startGrantServer()
  try {
    return await measure(server)
  } finally {
    await server.stop()
  }
}

const file = 'bench.json'

async function measureParts(names: readonly string[]): Promise<void> {
  const machine = describeMachine()
  const day = new Date().toISOString().slice(0, 10)
  const measured: Results[] = []
  for (const name of names) {
    const { says, measure } = parts[name] as Part
    console.info(`${says} …`)
    const start = performance.now()
    const figures = (await measure()).map((figure) => ({ ...figure, part: name, day }))
    console.info(`  ${name} took ${((performance.now() - start) / 1_000).toFixed(0)} s`)
    measured.push({ machine, figures })
    if (!isQuick) writeResults(file, replacePart(readResults(file), { machine, figures }, name))
  }
  await (await readTable)?.stop()
  console.table(
    Object.fromEntries(measured.flatMap(({ figures }) => figures.map((figure) => [figure.id, presentRow(figure)]))),
  )
  console.info(isQuick ? 'one round each: not written' : `written to ${file}`)
}

const words = process.argv.slice(2)
const asked = words.filter((word) => word !== '--quick')
const names = (asked.length > 0 ? asked : ['all']).flatMap((word) => groups[word] ?? [word])
const unknown = names.find((name) => !(name in parts))
if (words.includes('--help')) console.info(usage)
else if (words.includes('--chart')) publishResults(readResults(file))
else if (unknown === undefined) await measureParts(names)
else {
  console.error(`There is no ${unknown}.\n\n${usage}`)
  process.exitCode = 1
}
