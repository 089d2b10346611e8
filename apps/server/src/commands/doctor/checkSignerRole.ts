import { openRpc } from '../../chain/openRpc.js'
import type { Config } from '../../config/parseConfig.js'
import { askSignerRole } from '../../voucher/askSignerRole.js'
import { explainRole } from '../../voucher/explainRole.js'
import { signerPlaceOf } from '../assertSignerRole.js'
import { type Finding, ok, problem, warning } from './Finding.js'

const check = 'signer role'

/** Asks the chain whether it accepts what is signed, where there is a node to ask. */
export async function checkSignerRole(config: Config): Promise<Finding[]> {
  if (config.rpcUrl === null) return []
  const place = signerPlaceOf(config)
  const answer = await askSignerRole(openRpc(config.rpcUrl), place)
  if (answer.state === 'unknown') {
    const remedy = 'See that it runs and can be reached from here; nothing is learned from the chain meanwhile.'
    return [warning(check, `the node of RPC_URL does not answer: ${answer.cause.message}`, remedy)]
  }
  const wrong = explainRole(answer, place)
  if (wrong !== null) return [problem(check, wrong.problem.replace(/\.$/, ''), wrong.remedy)]
  return [ok(check, `${place.address} holds CREDITS_SIGNER_ROLE of ${place.contract}`)]
}
