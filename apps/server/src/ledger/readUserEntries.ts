import type { JsonText, OperatorEntryPage } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../db/openReadPool.js'
import { CreditsError } from '../errors/CreditsError.js'
import { userEntriesStatement } from './entriesStatement.js'
import { type EntryPageChoice, entryPageValues, type PageRow, presentEntryPage } from './readEntries.js'

/** Reads one page of a user's history with who and why. */
export type ReadUserEntries = (address: Address, choice: EntryPageChoice) => Promise<JsonText<OperatorEntryPage>>

/**
 * Creates the operators' reader of histories: of flagged users and of those who left, too.
 *
 * **Errors:** USER_NOT_FOUND; UNAVAILABLE.
 */
export function createReadUserEntries(reads: ReadPool): ReadUserEntries {
  return async function readUserEntries(address, choice) {
    const [row] = await reads.read<PageRow & { met: boolean }>(userEntriesStatement, entryPageValues(address, choice))
    if (!row?.met) throw new CreditsError('USER_NOT_FOUND')
    return presentEntryPage(row)
  }
}
