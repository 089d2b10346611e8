import type { Hex } from '@credits-server/onchain'
import { signerAddress } from '@credits-server/onchain'
import { startTestServer, type TestServer, type TestServerOptions } from '../../server/test/startTestServer.js'
import type { Chain } from '../src/Chain.js'

/** The key that signs credits in tests of the chain, and the account that holds the role for it. */
export const signerKey: Hex = `0x${'51'.repeat(32)}`
export const signer = signerAddress(signerKey)

/** The environment of a server that follows a chain. */
export function chainEnv({ chainId, creditsManager, rpcUrl }: Pick<Chain, 'chainId' | 'creditsManager' | 'rpcUrl'>) {
  return {
    CHAIN_ID: String(chainId),
    CREDITS_MANAGER_ADDRESS: creditsManager,
    SIGNER_PRIVATE_KEY: signerKey,
    RPC_URL: rpcUrl,
    CHAIN_POLL_MS: '100',
  }
}

/** Starts a server that signs for a chain's contract and follows it. */
export function startChainServer(
  chain: Pick<Chain, 'chainId' | 'creditsManager' | 'rpcUrl'>,
  { env, ...options }: TestServerOptions = {},
): Promise<TestServer> {
  return startTestServer({ ...options, env: { ...chainEnv(chain), ...env } })
}
