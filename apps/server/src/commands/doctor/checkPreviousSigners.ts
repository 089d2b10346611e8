import { signerAddress } from '@credits-server/onchain'
import type pg from 'pg'
import { openRpc, type Rpc } from '../../chain/openRpc.js'
import type { Config } from '../../config/parseConfig.js'
import { presentSecond } from '../../seasons/presentSecond.js'
import { askSignerRole } from '../../voucher/askSignerRole.js'
import { createReadSigners, type KnownSigner } from '../../voucher/readSigners.js'
import { type Finding, ok, problem } from './Finding.js'

const check = 'other signers'

/**
 * Checks those who have signed what may not have expired, and are not who signs now: each must keep its role until the last of it
 * has, or it is worth nothing.
 */
export async function checkPreviousSigners(client: pg.Client, config: Config): Promise<Finding[]> {
  const read = async <Row>(statement: { text: string }, values: readonly unknown[]) =>
    (await client.query(statement.text, [...values])).rows as Row[]
  const known = await createReadSigners({ read })()
  const others = known.filter((one) => !isCurrent(one, config))
  const rpc = config.rpcUrl === null ? null : openRpc(config.rpcUrl)
  return Promise.all(others.map((one) => judge(one, config.chainId === one.chainId ? rpc : null)))
}

function isCurrent({ address, chainId, contract }: KnownSigner, config: Config): boolean {
  const isHere = chainId === config.chainId && contract === config.creditsManagerAddress
  return isHere && address === signerAddress(config.signerPrivateKey)
}

async function judge(signer: KnownSigner, rpc: Rpc | null): Promise<Finding> {
  const { address, contract, chainId, lastExpiresAt } = signer
  const until = presentSecond(lastExpiresAt)
  const answer = rpc === null ? null : await askSignerRole(rpc, signer)
  if (answer?.state === 'missing') {
    const found = `${address} has lost CREDITS_SIGNER_ROLE of ${contract}, and what it signed until ${until} is refused`
    return problem(check, found, 'Give the role back, unless the key is known to others; then revoke and grant anew.')
  }
  const told = answer?.state === 'held' ? 'holds the role, and must' : 'must hold the role'
  return ok(check, `${address} ${told} until ${until}: it has signed credits for ${contract} on chain ${chainId}`)
}
