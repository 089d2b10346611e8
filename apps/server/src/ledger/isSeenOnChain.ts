/**
 * SQL of whether the revocation of the credit row `c` has been seen: by the credit's hash, which binds owner, chain and contract,
 * and on that chain and contract, because anyone may deploy one that says what it likes.
 */
export const isSeenOnChain = `exists (
    select from chain_events x
    where x.kind = 'CreditRevoked' and x.undone_at is null and x.credit_hash = c.hash and x.chain_id = c.chain_id and x.contract = c.contract
  )`
