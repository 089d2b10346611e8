import { momentText, secondText } from '../balance/creditJson.js'

/**
 * SQL for the JSON text of the revocation of the credit row `c` by its entry `e`; `more` is text that stands before the end.
 * All of it is written once and never changes.
 *
 * **Source:** `#/components/schemas/Revocation`.
 */
export const revocationJson = (more = "''") => `'{"creditId":"' || c.id
    || '","address":"' || c.address
    || '","amountWei":"' || e.amount_wei
    || '","version":' || e.version
    || ',"at":"' || ${momentText('e.at')}
    || '","actor":"' || e.actor || '"'
    || coalesce(',"reason":' || to_json(e.reason), '')
    || ',"creditHash":"' || c.hash
    || '","chainId":' || c.chain_id
    || ',"contract":"' || c.contract
    || '","expiresAt":"' || ${secondText('c.expires_at')} || '"' || ${more} || '}'`
