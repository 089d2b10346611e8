import type { UserRevocation } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { changeBalance } from '../ledger/changeBalance.js'
import type { Ledger } from '../ledger/commitChange.js'
import { takeBack } from '../ledger/takeBack.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = { readonly actor: Actor; readonly address: Address; readonly reason: string }

/**
 * Takes back what is left of all credits of a user, in one transaction. What is returned sums up every revocation of the user,
 * so that it is the same when nothing more could be taken.
 *
 * **Errors:** FORBIDDEN; USER_NOT_FOUND, NOTHING_TO_REVOKE; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** revokeUserCredits.
 */
export async function revokeUserCredits(
  { knex, hints }: Ledger,
  { actor, address, reason }: Input,
): Promise<UserRevocation> {
  authorise(actor, 'credits:revoke')
  const { version, revocation } = await commitWrite(knex, actor, async (trx) => {
    const user = await trx('users').where({ address }).first('known_at', 'version')
    // A row is also made by a change that came to nothing.
    if (!user || (user.known_at === null && Number(user.version) === 0)) throw new CreditsError('USER_NOT_FOUND')
    const version = await changeBalance(trx, { address, actor: actor.client, cause: 'operator' }, (user) =>
      takeBack(trx, user, { creditId: null, reason }),
    )
    const { rows } = await trx.raw<{ rows: Row[] }>(summed, [address])
    const [sum] = rows
    if (!sum?.version) throw new CreditsError('NOTHING_TO_REVOKE')
    return {
      version,
      revocation: {
        address,
        creditCount: Number(sum.count),
        amountWei: sum.wei,
        version: Number(sum.version),
      },
    }
  })
  hints.publish({ address, version })
  return revocation
}

type Row = { count: string; wei: string; version: string | null }

const summed = `select count(*) as count, coalesce(sum(amount_wei), 0)::text as wei, max(version) as version
  from entries where address = ? and kind = 'revoked'`
