import { type CommitSubject, commitChange, type Ledger } from '../src/ledger/commitChange.js'
import { moveSpent, type SpentMove } from '../src/ledger/moveSpent.js'

type Spend = Omit<SpentMove, 'kind'> & Pick<CommitSubject, 'cause'> & { readonly actor: string }

/** Records that a part of a credit was spent, through the write path and without a chain. Returns the user's version. */
export function recordSpend(ledger: Ledger, spend: Spend): Promise<number> {
  return record(ledger, 'spent', spend)
}

/** Gives back a part of what was spent. Returns the user's version. */
export function undoSpend(ledger: Ledger, spend: Spend): Promise<number> {
  return record(ledger, 'restored', spend)
}

function record(ledger: Ledger, kind: SpentMove['kind'], { actor, cause, ...move }: Spend): Promise<number> {
  const subject = { address: move.address, actor: { client: actor }, cause }
  return commitChange(ledger, subject, (trx) => moveSpent(trx, [{ kind, ...move }]))
}
