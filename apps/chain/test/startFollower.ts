import { type Instance, startInstance } from '../../faults/tools/startInstance.js'
import { rootApiKey } from '../../server/test/startTestServer.js'
import type { ChainWorld } from './createChainWorld.js'
import { signerKey } from './testCredits.js'

/** Starts the built server in a process of its own, which follows the world's chain. */
export function startFollower({ chain, node, database }: ChainWorld): Promise<Instance> {
  const env = {
    CHAIN_ID: String(chain.chainId),
    CREDITS_MANAGER_ADDRESS: chain.creditsManager,
    SIGNER_PRIVATE_KEY: signerKey,
    RPC_URL: node.url,
    CHAIN_POLL_MS: '100',
  }
  return startInstance({ databaseUrl: database.connectionString, rootApiKey, env })
}
