import { presentSecond } from '../../seasons/presentSecond.js'
import type { RoleWatch } from '../../voucher/RoleWatch.js'
import type { ReadSigners } from '../../voucher/readSigners.js'
import type { Issuance } from '../../voucher/signVoucher.js'
import type { Handler } from '../Handler.js'

type Deps = {
  readonly issuance: Pick<Issuance, 'chainId' | 'contract' | 'signer'>
  readonly readSigners: ReadSigners
  readonly signerRole: RoleWatch
}

/** Answers getSigner: who signs here, and who else has signed what may not have expired. */
export function createGetSigner({ issuance, readSigners, signerRole }: Deps): Handler<'getSigner'> {
  return async function getSigner() {
    const { chainId, contract } = issuance
    const { address } = issuance.signer
    const { hasRole, checkedAt } = signerRole.state()
    const others = (await readSigners()).filter(
      (known) => known.address !== address || known.contract !== contract || known.chainId !== chainId,
    )
    const previous = others
      .slice(0, 100)
      .map(({ lastExpiresAt, ...known }) => ({ ...known, lastExpiresAt: presentSecond(lastExpiresAt) }))
    const checked = checkedAt === null ? {} : { checkedAt: checkedAt.toISOString() }
    return {
      status: 200,
      type: 'application/json',
      body: { chainId, contract, address, hasRole, ...checked, previous },
    }
  }
}
