import { signerAddress } from '@credits-server/onchain'
import { openRpc } from '../chain/openRpc.js'
import type { Config } from '../config/parseConfig.js'
import { askSignerRole, type SignerPlace } from '../voucher/askSignerRole.js'
import { explainRole } from '../voucher/explainRole.js'
import { CommandError } from './CommandError.js'

type Settings = Pick<Config, 'rpcUrl' | 'signerPrivateKey' | 'chainId' | 'creditsManagerAddress'>

/**
 * Asks the chain whether it will accept what is signed here, where there is a node to ask. One that does not answer does not keep
 * from serving: what was signed and granted is served without it, and `watchSignerRole` goes on asking.
 *
 * **Errors:** CommandError SIGNER_NOT_ACCEPTED.
 */
export async function assertSignerRole(config: Settings, say: (text: string) => void): Promise<void> {
  if (config.rpcUrl === null) return
  const place = signerPlaceOf(config)
  const answer = await askSignerRole(openRpc(config.rpcUrl, { timeoutMs: 5_000 }), place)
  if (answer.state === 'unknown') {
    say(
      `The node of RPC_URL does not answer (${answer.cause.message}); whether the signer holds its role is not known.`,
    )
  }
  const wrong = explainRole(answer, place)
  if (wrong !== null) throw new CommandError('SIGNER_NOT_ACCEPTED', wrong.problem, wrong.remedy)
}

/** Who signs, and for which contract on which chain. */
export function signerPlaceOf(config: Omit<Settings, 'rpcUrl'>): SignerPlace {
  const { signerPrivateKey, chainId, creditsManagerAddress: contract } = config
  return { address: signerAddress(signerPrivateKey), chainId, contract }
}
