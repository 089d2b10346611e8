import { execFile } from 'node:child_process'
import { chown, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RunAs } from './asUnprivileged.js'
import { superuser } from './createConnectionString.js'
import { EmbeddedPostgresError } from './EmbeddedPostgresError.js'
import type { Binaries } from './locateBinaries.js'
import { processExists } from './processExists.js'
import { toolEnvironment } from './toolEnvironment.js'

export interface InitClusterInput {
  /** Where the cluster is to be; absent or empty. */
  readonly cluster: string
  readonly binaries: Binaries
  readonly libraries: string
  readonly runAs: RunAs
  readonly durability: 'safe' | 'fast'
}

/**
 * Makes an empty cluster; it appears whole or not at all.
 *
 * initdb works in a sibling folder that is renamed at the end: killed half way, it leaves a folder that the next start
 * removes, never a half cluster that looks like data. Of two starts at once, the second rename fails and the first wins.
 *
 * **Errors:** `POSTGRES_FAILED` with what initdb said.
 */
export async function initCluster(input: InitClusterInput): Promise<void> {
  const { cluster, runAs } = input
  await sweepInterrupted(cluster)
  const fresh = await mkdtemp(`${cluster}.init-${process.pid}-`)
  inProgress.add(basename(fresh))
  try {
    if (process.getuid?.() === 0) await chown(fresh, runAs.owner.uid, runAs.owner.gid)
    await runInitdb(input, fresh)
    await renameUnlessThere(fresh, cluster)
    if (input.durability === 'safe') await syncFolder(dirname(cluster))
  } finally {
    await remove(fresh)
    inProgress.delete(basename(fresh))
  }
}

/** The folders this process works in; after a restart in a container the same pid is somebody new. */
const inProgress = new Set<string>()

async function sweepInterrupted(cluster: string): Promise<void> {
  const parent = dirname(cluster)
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${basename(cluster)}\\.init-(\\d+)-`).exec(name)?.[1]
    if (pid === undefined || inProgress.has(name)) continue
    if (Number(pid) !== process.pid && processExists(Number(pid))) continue
    await remove(join(parent, name))
  }
}

async function runInitdb({ binaries, libraries, runAs, durability }: InitClusterInput, folder: string): Promise<void> {
  const [file = binaries.initdb, ...args] = [
    ...runAs.prefix,
    binaries.initdb,
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    // Who may connect is decided by the socket's folder, 0700; there is no TCP.
    '--auth-local=trust',
    '--auth-host=reject',
    '--locale=C',
    '--encoding=UTF8',
    '--no-instructions',
    ...(durability === 'fast' ? ['--no-sync'] : []),
  ]
  const options = { cwd: '/', env: toolEnvironment(libraries), ...runAs.spawnIds }
  await new Promise<void>((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve()
      const said = (stdout + stderr).trim().split('\n').slice(-20).join('\n  ')
      const how = `Running it ${runAs.how}; check that the disk has 100 MB free and DATA_DIR is writable, or set DATABASE_URL.`
      reject(
        new EmbeddedPostgresError(
          'POSTGRES_FAILED',
          `initdb failed (${error.code ?? error.signal}):\n  ${said || error.message}\n${how}`,
        ),
      )
    })
  })
}

async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

/** A rename is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/** Retries, because an initdb whose server was killed writes on until its folder is gone. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}
