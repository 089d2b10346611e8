import type { JsonText, Revocation } from '@credits-server/contract'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { changeBalance } from '../ledger/changeBalance.js'
import type { Ledger } from '../ledger/commitChange.js'
import { revocationJson } from '../ledger/revocationJson.js'
import { takeBack } from '../ledger/takeBack.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'

type Input = { readonly actor: Actor; readonly creditId: string; readonly reason: string }

/**
 * Takes back what is left of one credit, whatever its state: a pending one shall never be claimed, and of an expired one nothing
 * shall come back by a reorg. A credit is revoked once: asked again, the answer is the first one, with the first reason.
 *
 * **Errors:** FORBIDDEN; CREDIT_NOT_FOUND, NOTHING_TO_REVOKE; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** revokeCredit.
 */
export async function revokeCredit(
  { knex, hints }: Ledger,
  { actor, creditId, reason }: Input,
): Promise<JsonText<Revocation>> {
  authorise(actor, 'credits:revoke')
  const { hint, revocation } = await commitWrite(knex, actor, async (trx) => {
    // Whose a credit is never changes, so it may be read before the user is locked.
    const credit = await trx('credits').where({ id: creditId }).first('address')
    if (!credit) throw new CreditsError('CREDIT_NOT_FOUND')
    const { address } = credit
    const version = await changeBalance(trx, { address, actor: actor.client, cause: 'operator' }, (user) =>
      takeBack(trx, user, { creditId, reason }),
    )
    const { rows } = await trx.raw<{ rows: { json: JsonText<Revocation> }[] }>(found, [creditId])
    if (!rows[0]) throw new CreditsError('NOTHING_TO_REVOKE')
    return { hint: { address, version }, revocation: rows[0].json }
  })
  hints.publish(hint)
  return revocation
}

const found = `select ${revocationJson()} as json
  from credits c join entries e on e.credit_id = c.id and e.kind = 'revoked' where c.id = ?`
