import { creditJson, momentText, secondText } from '../balance/creditJson.js'
import { creditState } from '../balance/creditState.js'

/**
 * SQL for the JSON text of the credit row `c` of `creditsAsOf` for operators, at `clock.now`; `more` is text that stands before
 * the end. Text that people or clients wrote is escaped.
 *
 * **Source:** `#/components/schemas/OperatorCredit`.
 */
export const operatorCreditJson = (more = "''") => `left(${creditJson('c', 'clock.now', 'c.is_shown')}, -1)
    || ',"state":"' || ${creditState('c', 'clock.now')}
    || '","address":"' || c.address
    || '","issuer":"' || c.issuer
    || '","reference":' || to_json(c.reference)
    || coalesce((select ',"actor":"' || e.actor || '"' from entries e where e.credit_id = c.id and e.kind = 'granted'), '')
    || ',"hash":"' || c.hash
    || '","signer":"' || c.signer || '"'
    || coalesce(',"claimBy":"' || ${secondText('c.claim_by')} || '"', '')
    || coalesce(',"claimedAt":"' || ${momentText('c.claimed_at')} || '"', '')
    || coalesce(',"revokedAt":"' || ${momentText('c.revoked_at')} || '"', '')
    || coalesce(',"reason":' || to_json(c.reason::text), '')
    || coalesce(',"annotation":' || to_json(c.annotation::text), '')
    || ${more} || '}'`
