import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Logger } from 'pino'
import { createReadAudit } from './audit/readAudit.js'
import { createCompareVersions } from './balance/compareVersions.js'
import { createBalances } from './balance/createBalances.js'
import { createReadCredit } from './balance/readCredit.js'
import { createReadProgress } from './balance/readProgress.js'
import { createReadSnapshot } from './balance/readSnapshot.js'
import { createReadSnapshots } from './balance/readSnapshots.js'
import { createIndexer } from './chain/createIndexer.js'
import { openDemoShop } from './chain/openDemoShop.js'
import { openRpc } from './chain/openRpc.js'
import { createReadTransaction } from './chain/readTransaction.js'
import { openFilesLimit } from './config/openFilesLimit.js'
import type { Config } from './config/parseConfig.js'
import { openCursors } from './db/openCursors.js'
import { openKnex } from './db/openKnex.js'
import { openReadPool } from './db/openReadPool.js'
import { createExportCredits } from './exports/exportCredits.js'
import { createExportEntries } from './exports/exportEntries.js'
import { openHints } from './hints/openHints.js'
import { createAuthenticate } from './http/authenticate.js'
import { createApp } from './http/createApp.js'
import { createHttpServer } from './http/createHttpServer.js'
import { createHandlers } from './http/handlers/createHandlers.js'
import { isStreamRequest } from './http/isStreamRequest.js'
import { createKeyring } from './keys/createKeyring.js'
import { createUseNotes } from './keys/createUseNotes.js'
import { createReadKeys } from './keys/readKeys.js'
import { createListCredits } from './ledger/listCredits.js'
import { createListRevocations } from './ledger/listRevocations.js'
import { createReadCreditById } from './ledger/readCreditById.js'
import { createReadEntries } from './ledger/readEntries.js'
import { createReadRevocationCalls } from './ledger/readRevocationCalls.js'
import { createReadUserBalance } from './ledger/readUserBalance.js'
import { createReadUserEntries } from './ledger/readUserEntries.js'
import { createMetrics } from './ops/createMetrics.js'
import { createOpsServer } from './ops/createOpsServer.js'
import { createReadiness } from './ops/createReadiness.js'
import { createAddressRate } from './rates/createAddressRate.js'
import { createClientRate } from './rates/createClientRate.js'
import { openReplica } from './replica/openReplica.js'
import { createReadGoals } from './seasons/readGoals.js'
import { createReadManagedSeasons } from './seasons/readManagedSeasons.js'
import { createReadSeasons } from './seasons/readSeasons.js'
import { demoUsers } from './seed/demoUsers.js'
import { createSeats } from './stream/createSeats.js'
import { createStreamHub } from './stream/createStreamHub.js'
import { createIssuance } from './voucher/createIssuance.js'
import { unwatchedRole } from './voucher/RoleWatch.js'
import { createReadSigners } from './voucher/readSigners.js'
import { watchSignerRole } from './voucher/watchSignerRole.js'
import { createCreatePatience } from './waits/createPatience.js'
import { createReadSnapshotSince } from './waits/createReadSnapshotSince.js'

/** A server that listens. */
export type RunningServer = {
  readonly url: string
  readonly opsUrl: string
  /** Stops listening, ends the streams, lets what is under way finish, closes the database. */
  stop(): Promise<void>
}

type Options = {
  readonly connectionString: string
  /** The operator's key, configured or kept in DATA_DIR. */
  readonly rootApiKey: string
  readonly logger: Logger
}

type Settings = Pick<
  Config,
  | 'port'
  | 'host'
  | 'opsPort'
  | 'opsHost'
  | 'corsOrigins'
  | 'heartbeatMs'
  | 'reconcileMs'
  | 'lifetimeMs'
  | 'maxStreams'
  | 'maxStreamsPerIp'
  | 'trustedProxyHops'
  | 'rateLimitPerIp'
  | 'rateLimitPerClient'
  | 'seedDemo'
  | 'production'
  | 'maxGrantWei'
  | 'signerPrivateKey'
  | 'chainId'
  | 'creditsManagerAddress'
  | 'rpcUrl'
  | 'chainStartBlock'
  | 'chainPollMs'
  | 'chainConfirmations'
  | 'maxWaitMs'
  | 'cacheMb'
  | 'databaseReplicaUrl'
  | 'demoShopAddress'
  | 'signerHourlyWei'
  | 'signerDailyWei'
  | 'natsPlace'
>

/** What remains open for longer than this after the listener was closed is cut. */
const drainMs = 10_000

/** Files and sockets that the database, the log and the ops listener need, whatever the public listener holds. */
const reservedFiles = 256

/** Wires the server together and listens on both ports. The database must be migrated. */
export async function startServer(
  config: Settings,
  { connectionString, rootApiKey, logger }: Options,
): Promise<RunningServer> {
  const draining = new AbortController()
  const reads = openReadPool(connectionString)
  // What an operator lists keeps no balance waiting.
  const balanceReads = openReadPool(connectionString, { planOnce: true })
  const cursors = openCursors(connectionString)
  const knex = openKnex(connectionString)
  const hints = openHints(config, { connectionString, logger, draining: draining.signal })
  const issuance = createIssuance(config, knex)
  const place = { ...issuance, address: issuance.signer.address }
  const signerRole =
    config.rpcUrl === null
      ? unwatchedRole
      : watchSignerRole({ rpc: openRpc(config.rpcUrl, { signal: draining.signal }), place, logger })
  const keyring = createKeyring(reads)
  const useNotes = createUseNotes({ knex, logger })
  const closeDatabase = () =>
    Promise.all([replica?.close(), reads.close(), balanceReads.close(), cursors.close(), knex.destroy(), hints.close()])
  const metrics = createMetrics()
  const readSnapshot = createReadSnapshot(balanceReads)
  const primary = {
    reads: balanceReads,
    readSnapshots: createReadSnapshots(balanceReads),
    compareVersions: createCompareVersions(balanceReads),
  }
  const { databaseReplicaUrl: replicaUrl, reconcileMs } = config
  const replica = replicaUrl === null ? null : openReplica({ ...primary, replicaUrl, hints, logger, reconcileMs })
  if (replica) metrics.watchReplica(replica)
  const { readSnapshots, compareVersions } = replica ?? primary
  const balances = createBalances({
    readSnapshots,
    compareVersions,
    hints,
    logger,
    reconcileMs,
    mostBytes: config.cacheMb * 1_048_576,
  })
  const hub = createStreamHub({ ...config, balances })
  const seats = createSeats(config)
  metrics.watchStreams({ hub, seats, balances })
  metrics.watchHints(hints)
  const { rpcUrl } = config
  const indexer = rpcUrl === null ? null : createIndexer({ ...config, rpcUrl, connectionString, knex, hints, logger })
  if (indexer) metrics.watchChain(indexer)
  metrics.watchSigner(signerRole)
  const app = createApp({
    handlers: createHandlers({
      reads,
      balances,
      readSnapshot,
      readSnapshotSince: createReadSnapshotSince({ balances, compareVersions, hints, logger }),
      readTransaction: createReadTransaction({ ...config, reads, logger }),
      createPatience: createCreatePatience({ maxWaitMs: config.maxWaitMs, draining: draining.signal }),
      readCredit: createReadCredit(reads),
      readEntries: createReadEntries(reads),
      readSeasons: createReadSeasons(reads),
      readManagedSeasons: createReadManagedSeasons(reads),
      readGoals: createReadGoals(reads),
      readProgress: createReadProgress(reads),
      listCredits: createListCredits(reads),
      readCreditById: createReadCreditById(reads),
      readUserBalance: createReadUserBalance(reads),
      readUserEntries: createReadUserEntries(reads),
      listRevocations: createListRevocations(reads),
      readRevocationCalls: createReadRevocationCalls(reads),
      exportCredits: createExportCredits(cursors),
      exportEntries: createExportEntries(cursors),
      knex,
      hints,
      issuance,
      readSigners: createReadSigners(reads),
      signerRole,
      maxGrantWei: config.maxGrantWei,
      hub,
      seats,
      demoUsers: config.seedDemo ? Object.values(demoUsers) : [],
      demoShop: openDemoShop(config),
      readKeys: createReadKeys(reads),
      readAudit: createReadAudit(reads),
      forgetKey: keyring.forget,
    }),
    balances,
    logger,
    metrics,
    corsOrigins: config.corsOrigins,
    heartbeatMs: config.heartbeatMs,
    checkAnswers: !config.production,
    authenticate: createAuthenticate({ rootApiKey, keyring, useNotes }),
    trustedProxyHops: config.trustedProxyHops,
    addressRate: config.rateLimitPerIp === null ? null : createAddressRate(config.rateLimitPerIp),
    clientRate: config.rateLimitPerClient === null ? null : createClientRate(reads, config.rateLimitPerClient),
    draining: draining.signal,
  })
  const maxConnections = Math.max(16, openFilesLimit() - reservedFiles)
  const api = watchSockets(createHttpServer(app.callback(), { maxConnections, isStream: isStreamRequest }))
  const ops = watchSockets(createOpsServer({ metrics, checkReadiness: createReadiness(reads, draining.signal) }))

  try {
    const url = await listen(api.server, config.port, config.host)
    const opsUrl = await listen(ops.server, config.opsPort, config.opsHost)
    return {
      url,
      opsUrl,
      stop: async () => {
        draining.abort()
        signerRole.close()
        const closed = close(api, drainMs)
        // What it does next is done by the instance that takes over.
        const followed = indexer?.close()
        hub.drain(drainMs * 0.8)
        await closed
        hub.close()
        balances.close()
        await close(ops, 0)
        await useNotes.close()
        await followed
        await issuance.allowance.close()
        await closeDatabase()
      },
    }
  } catch (error) {
    hub.close()
    balances.close()
    await indexer?.close()
    signerRole.close()
    await Promise.all([close(api, 0), close(ops, 0), closeDatabase()])
    throw error
  }
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen({ port, host, backlog: 4_096 })
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${name === '0.0.0.0' || name === '[::]' ? 'localhost' : name}:${address.port}`
}

/** Closes a server; what is under way has `graceMs` to finish. */
async function close({ server, sockets }: Listener, graceMs: number): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  // A browser opens connections ahead of need. Node does not count one that never sent a byte as idle.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, graceMs)
  await closed
  clearTimeout(cut)
}

type Listener = { readonly server: Server; readonly sockets: ReadonlySet<Socket> }

function watchSockets(server: Server): Listener {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return { server, sockets }
}
