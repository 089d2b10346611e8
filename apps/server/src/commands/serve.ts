import { once } from 'node:events'
import type { Logger } from 'pino'
import { loadRootKey } from '../config/loadRootKey.js'
import type { Config } from '../config/parseConfig.js'
import { assertSameDatabaseAt } from '../db/assertSameDatabase.js'
import { openKnex } from '../db/openKnex.js'
import { seedDemo } from '../seed/seedDemo.js'
import { type RunningServer, startServer } from '../startServer.js'
import { createIssuance } from '../voucher/createIssuance.js'
import { assertSignerRole } from './assertSignerRole.js'
import { bringUpToDate } from './bringUpToDate.js'
import { createLogger } from './createLogger.js'
import type { Report } from './createReport.js'
import { explainListenError } from './explainListenError.js'
import { presentWelcome } from './presentWelcome.js'
import { tuneGarbage } from './tuneGarbage.js'
import { watchStopSignals } from './watchStopSignals.js'
import { withPostgres } from './withPostgres.js'

/** What shells say of a process that a signal ended before it was done. */
const cutShort = 130

/**
 * Serves until it is told to stop or the embedded Postgres is gone. A stop that comes during the start is obeyed at the next
 * point where nothing is half done; a second one, a second later, does not wait for open streams.
 *
 * **Errors:** whatever kept it from starting, and CommandError when the embedded Postgres is gone.
 */
export async function serve(config: Config, report: Report): Promise<void> {
  tuneGarbage()
  const stop = watchStopSignals()
  const logger = createLogger(config)
  let server: RunningServer | null = null
  try {
    await withPostgres(config, report.say, async ({ connectionString, lost }) => {
      server = await start(config, { connectionString, logger, asked: stop.asked, report })
      if (server === null) return
      try {
        logger.info({ signal: await Promise.race([aborted(stop.asked), lost]) }, 'stopping')
      } finally {
        await Promise.race([server.stop(), aborted(stop.insisted)])
      }
      logger.info(stop.insisted.aborted ? 'stopped without waiting' : 'stopped')
    })
  } catch (error) {
    // Ctrl-C in a terminal reaches initdb as well; that it failed is then what was asked for.
    if (server !== null || !stop.asked.aborted) throw error
  }
  if (server === null) report.say('Stopped before it served anything.')
  // Streams that were not waited for still hold the process.
  if (stop.insisted.aborted) process.exit(cutShort)
}

type Starting = {
  readonly connectionString: string
  readonly logger: Logger
  readonly asked: AbortSignal
  readonly report: Report
}

/** Answers null when it was asked to stop meanwhile. */
async function start(
  config: Config,
  { connectionString, logger, asked, report }: Starting,
): Promise<RunningServer | null> {
  const rootKey = loadRootKey(config)
  await assertSameDatabaseAt(connectionString)
  await assertSignerRole(config, report.say)
  const names = await bringUpToDate(connectionString, report.progress)
  if (names.length > 0) report.say(`Ran ${names.length} migrations.`)
  if (config.seedDemo && !asked.aborted) {
    report.progress('Making the demo users')
    await seed(config, connectionString)
  }
  if (asked.aborted) return null

  const server = await startServer(config, { connectionString, rootApiKey: rootKey.key, logger }).catch(
    (error: unknown) => {
      throw explainListenError(error, config)
    },
  )
  const { url, opsUrl } = server
  report.result({ url, opsUrl }, presentWelcome({ config, server, rootKey }))
  return server
}

async function seed(config: Config, connectionString: string): Promise<void> {
  const knex = openKnex(connectionString)
  const issuance = createIssuance(config, knex)
  try {
    await seedDemo(knex, issuance)
  } finally {
    await issuance.allowance.close()
    await knex.destroy()
  }
}

/** Resolves with the signal's reason. */
async function aborted(signal: AbortSignal): Promise<string> {
  if (!signal.aborted) await once(signal, 'abort')
  return String(signal.reason)
}
