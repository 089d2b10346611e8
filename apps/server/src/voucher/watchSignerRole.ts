import type { Logger } from 'pino'
import { repeat } from '../balance/repeat.js'
import type { Rpc } from '../chain/openRpc.js'
import { askSignerRole, type RoleAnswer, type SignerPlace } from './askSignerRole.js'
import { explainRole } from './explainRole.js'
import type { RoleWatch, SignerRole } from './RoleWatch.js'

type Deps = { readonly rpc: Rpc; readonly place: SignerPlace; readonly logger: Logger; readonly periodMs?: number }

/**
 * Watches whether the signer holds its role: asks at once and then every minute, and logs when the answer is another one. Granting
 * goes on meanwhile: a role that was lost by mistake makes all vouchers good again when it is given back. A node that does not
 * answer changes nothing of what was known.
 */
export function watchSignerRole({ rpc, place, logger, periodMs = 60_000 }: Deps): RoleWatch {
  let known: SignerRole = { hasRole: null, checkedAt: null }
  let last: RoleAnswer['state'] | null = null
  let closed = false

  async function check(): Promise<void> {
    const answer = await askSignerRole(rpc, place)
    if (closed) return
    if (answer.state !== 'unknown') known = { hasRole: answer.state === 'held', checkedAt: new Date() }
    if (answer.state !== last) tell(answer)
    last = answer.state
  }

  function tell(answer: RoleAnswer): void {
    const told = { signer: place.address, contract: place.contract, chainId: place.chainId }
    if (answer.state === 'held') logger.info(told, 'the signer holds its role')
    else if (answer.state === 'unknown')
      logger.warn({ ...told, err: answer.cause }, 'nobody knows of the signer’s role')
    else logger.error({ ...told, why: explainRole(answer, place)?.problem }, 'what is signed here is worth nothing')
  }

  const checks = repeat(check, periodMs)
  checks.now()
  return {
    state: () => known,
    close() {
      closed = true
      checks.stop()
    },
  }
}
