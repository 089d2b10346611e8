import { createHash } from 'node:crypto'
import { port } from './createConnectionString.js'
import type { Binaries } from './locateBinaries.js'

export interface PostmasterArgumentsInput {
  readonly cluster: string
  readonly socketDir: string
  readonly binaries: Binaries
  readonly durability: 'safe' | 'fast'
  readonly maxConnections: number
}

export interface PostmasterArguments {
  readonly args: readonly string[]
  /** Names these settings and binaries; a running postmaster that shows another was started differently. */
  readonly launch: string
}

/** Builds the command line of the postmaster; settings given there win over every file in the cluster. */
export function createPostmasterArguments(input: PostmasterArgumentsInput): PostmasterArguments {
  const settings: Record<string, string> = {
    listen_addresses: '',
    port: String(port),
    // A comma separates folders, unless quoted.
    unix_socket_directories: `"${input.socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: String(input.maxConnections),
    timezone: 'UTC',
    log_timezone: 'UTC',
    cluster_name: 'credits-server',
    // fast loses the cluster when the machine stops, never when only a process does.
    ...(input.durability === 'fast' ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const named = JSON.stringify([input.cluster, settings, input.binaries.native, input.binaries.version])
  const launch = createHash('sha256').update(named).digest('hex').slice(0, 16)
  const options = Object.entries({ ...settings, 'credits.launch': launch }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  return { args: ['-D', input.cluster, ...options], launch }
}
