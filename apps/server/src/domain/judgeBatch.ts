import type { ErrorCode } from '@credits-server/contract'
import type { Address } from '@credits-server/onchain'
import { CreditsError } from '../errors/CreditsError.js'
import type { Budget } from '../ledger/readBudgets.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { BatchItem } from './Batch.js'
import type { Season, WantedSeason } from './findSeason.js'
import { assertMayReceive, type GrantTerms, type Recipient, readRecipient, readTerms } from './grantRules.js'

/** What becomes of an item: the terms it is granted on, or the code it is refused with. */
export type Verdict = {
  readonly index: number
  readonly item: BatchItem
  /** In lower case. */
  readonly address: Address
  readonly flagged: boolean
} & (
  | { readonly status: 'granted'; readonly terms: GrantTerms }
  | { readonly status: 'refused'; readonly code: ErrorCode }
)

export type GrantedVerdict = Extract<Verdict, { status: 'granted' }>

/** What a batch is judged by. */
export type BatchWorld = {
  readonly issuance: Issuance
  readonly maxGrantWei: bigint
  readonly recipients: ReadonlyMap<Address, Recipient>
  /** **Errors:** those of `findSeason`. */
  findSeason(wanted: WantedSeason): Promise<Season | null>
  readBudgets(seasonIds: readonly number[]): Promise<readonly Budget[]>
  /** Whether the item was granted before, and its budget paid: the record of its key was pruned since. */
  isPaid(index: number): boolean
}

/** The verdicts in the order of the items, and the budgets of the seasons they were held against, by id. */
export type Judgement = { readonly verdicts: readonly Verdict[]; readonly budgets: readonly Budget[] }

/**
 * Judges every item by the rules of a single grant, as if they were sent one after the other: an item that the budget does not
 * cover is refused, and leaves what there is to those behind it.
 */
export async function judgeBatch(items: readonly BatchItem[], world: BatchWorld): Promise<Judgement> {
  const verdicts: Verdict[] = []
  for (const [index, item] of items.entries()) verdicts.push(await judgeItem(index, item, world))
  const granted = verdicts.filter((verdict) => verdict.status === 'granted')
  const seasonIds = [...new Set(granted.flatMap(({ terms }) => terms.season?.id ?? []))]
  const budgets = await world.readBudgets(seasonIds)
  return { verdicts: fitBudgets(verdicts, budgets, world), budgets }
}

async function judgeItem(index: number, item: BatchItem, world: BatchWorld): Promise<Verdict> {
  const address = item.address.toLowerCase() as Address
  let flagged = false
  try {
    const recipient = world.recipients.get(readRecipient(item.address, world.issuance))
    if (!recipient) throw new Error('a recipient of the batch was not read')
    flagged = recipient.flagged
    assertMayReceive(recipient, item)
    const season = await world.findSeason({ id: item.seasonId, at: recipient.at, allowPaused: item.allowPaused })
    const { at } = recipient
    const terms = readTerms(item, { season, at, maxGrantWei: world.maxGrantWei })
    return { index, item, address, flagged, status: 'granted', terms }
  } catch (error) {
    if (!(error instanceof CreditsError)) throw error
    return { index, item, address, flagged, status: 'refused', code: error.code }
  }
}

function fitBudgets(verdicts: readonly Verdict[], budgets: readonly Budget[], { isPaid }: BatchWorld): Verdict[] {
  const purses = new Map(budgets.map(({ seasonId, leftWei, week }) => [seasonId, { leftWei, weekWei: week?.leftWei }]))
  return verdicts.map((verdict) => {
    if (verdict.status === 'refused' || verdict.terms.season === null || isPaid(verdict.index)) return verdict
    const purse = purses.get(verdict.terms.season.id)
    const code = purse ? takeFromPurse(purse, verdict.terms.valueWei) : 'UNKNOWN_SEASON'
    if (code === null) return verdict
    const { index, item, address, flagged } = verdict
    return { index, item, address, flagged, status: 'refused', code }
  })
}

/** What is left of a season's budget and, if it has one, of its week's. */
type Purse = { leftWei: bigint; weekWei: bigint | undefined }

/** Takes from both or neither, and says which is exhausted, the season's first; as `takeFromBudgets` does. */
function takeFromPurse(purse: Purse, wei: bigint): ErrorCode | null {
  if (wei > purse.leftWei) return 'SEASON_BUDGET_EXHAUSTED'
  if (purse.weekWei !== undefined) {
    if (wei > purse.weekWei) return 'WEEK_BUDGET_EXHAUSTED'
    purse.weekWei -= wei
  }
  purse.leftWei -= wei
  return null
}

/** Returns whom the items can be for at all, each once; whom an address with a wrong checksum means is not guessed. */
export function listRecipients(items: readonly BatchItem[], issuance: Issuance): Address[] {
  const addresses = new Set<Address>()
  for (const { address } of items) {
    try {
      addresses.add(readRecipient(address, issuance))
    } catch (error) {
      if (!(error instanceof CreditsError)) throw error
    }
  }
  return [...addresses]
}
