/**
 * Returns SQL for the state that the ledger has the credit row `c` in at the moment `now` (an SQL expression): what is left of
 * it belongs to the first that holds.
 *
 * **Source:** `#/components/schemas/CreditLedgerState`.
 */
export const creditState = (c: string, now: string) => `case
      when ${c}.revoked_at is not null then 'revoked'
      when ${c}.claimed_at is null and ${c}.claim_by <= ${now} then 'lapsed'
      when ${c}.claimed_at is null then 'pending'
      when ${c}.spent_wei = ${c}.value_wei then 'spent'
      when ${c}.expires_at <= ${now} then 'expired'
      else 'available' end`
