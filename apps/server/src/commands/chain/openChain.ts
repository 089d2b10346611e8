import type { Knex } from 'knex'
import { type ChainNode, createChainNode } from '../../chain/ChainNode.js'
import { openRpc } from '../../chain/openRpc.js'
import type { Config } from '../../config/parseConfig.js'
import { openKnex } from '../../db/openKnex.js'
import { CommandError } from '../CommandError.js'
import { findRunningPostgres } from '../doctor/findRunningPostgres.js'
import { withPostgres } from '../withPostgres.js'

/** What a command about the chain works with. */
export type ChainTools = { readonly knex: Knex; readonly chainId: number }

/** Runs `use` on the ledger's database, that of a running server too. */
export async function withLedger<T>(
  config: Config,
  say: (text: string) => void,
  use: (tools: ChainTools) => Promise<T>,
): Promise<T> {
  const run = async (connectionString: string) => {
    const knex = openKnex(connectionString)
    try {
      return await use({ knex, chainId: config.chainId })
    } finally {
      await knex.destroy()
    }
  }
  const running = config.databaseUrl === null ? await findRunningPostgres(config) : null
  if (running !== null) return run(running)
  return withPostgres(config, say, ({ connectionString }) => run(connectionString))
}

/**
 * Opens the node of RPC_URL.
 *
 * **Errors:** CommandError NO_RPC_URL.
 */
export function openConfiguredNode({ rpcUrl }: Pick<Config, 'rpcUrl'>): ChainNode {
  if (rpcUrl !== null) return createChainNode(openRpc(rpcUrl))
  throw new CommandError(
    'NO_RPC_URL',
    'There is no node to ask.',
    'Set RPC_URL to the JSON-RPC of a node of the chain.',
  )
}
