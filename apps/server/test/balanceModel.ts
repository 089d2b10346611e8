import { creditStatus, formatMana } from '@credits-server/onchain'
import type { CreditFilter } from '../src/balance/Snapshot.js'

/** A credit as the model knows it. */
export type ModelCredit = {
  readonly id: string
  readonly valueWei: bigint
  readonly spentWei: bigint
  readonly createdAt: Date
  readonly expiresAtSeconds: number
  readonly claimed: boolean
  readonly revoked: boolean
  readonly season: { readonly id: number; readonly goalId: string } | null
  readonly chainId: number
  readonly contract: string
  readonly salt: string
  readonly signature: string
}

/** An entry as the model knows it. */
export type ModelEntry = {
  readonly version: number
  readonly kind: string
  readonly creditId: string
  readonly amountWei: bigint
  readonly at: Date
  readonly cause: string | null
}

/** Everything a balance is made of. */
export type ModelUser = {
  readonly epoch: string
  readonly credits: readonly ModelCredit[]
  readonly entries: readonly ModelEntry[]
}

/** The specification of a balance: what a user of this state is shown at `now`, to the byte. */
export function modelBalance({ epoch, credits, entries }: ModelUser, now: Date, filter?: CreditFilter) {
  const nowSeconds = now.getTime() / 1_000
  const live = credits.filter(({ claimed, revoked, valueWei, spentWei }) => claimed && !revoked && spentWei < valueWei)
  const spendable = live.filter(({ expiresAtSeconds }) => nowSeconds < expiresAtSeconds).sort(bestSpentFirst)
  const lapsed = live.filter(({ expiresAtSeconds }) => expiresAtSeconds <= nowSeconds)

  const version = entries.length
  const mark = Math.max(0, ...lapsed.map(({ expiresAtSeconds }) => expiresAtSeconds))
  const nextExpirySeconds = spendable[0]?.expiresAtSeconds ?? null
  const totalWei = spendable.reduce((sum, { valueWei, spentWei }) => sum + valueWei - spentWei, 0n)
  const listed = spendable.filter((credit) => !filter || creditStatus(credit, nowSeconds) === filter)
  const id = `${epoch}.${version}.${mark}`
  const properties = [
    `"credits":[${listed.map((credit) => modelCredit(credit, nowSeconds)).join(',')}]`,
    `"totalCredits":${formatMana(totalWei)}`,
    `"totalCreditsWei":"${totalWei}"`,
    `"version":${version}`,
    `"snapshotId":"${id}"`,
    `"nextExpiryAt":${nextExpirySeconds === null ? 'null' : `"${secondText(nextExpirySeconds)}"`}`,
    `"changes":[${[...entries].reverse().slice(0, 8).map(modelChange).join(',')}]`,
  ]
  return { id, mark, nextExpirySeconds, body: `{${properties.join(',')}}` }
}

function modelCredit(credit: ModelCredit, nowSeconds: number): string {
  const { id, valueWei, spentWei, createdAt, expiresAtSeconds, season, chainId, contract, salt, signature } = credit
  return [
    `{"id":"${id}","amount":${formatMana(valueWei)},"status":"${creditStatus(credit, nowSeconds)}"`,
    `"createdAt":"${createdAt.toISOString()}","expiresAt":"${secondText(expiresAtSeconds)}","signature":"${signature}"`,
    ...(season ? [`"seasonId":${season.id},"goalId":"${season.goalId}"`] : []),
    `"availableAmount":${formatMana(valueWei - spentWei)}`,
    `"onChain":{"chainId":${chainId},"contract":"${contract}","value":"${valueWei}","spent":"${spentWei}"`,
    `"expiresAt":${expiresAtSeconds},"salt":"${salt}"}}`,
  ].join(',')
}

function modelChange({ version, kind, creditId, amountWei, at, cause }: ModelEntry): string {
  const tail = cause === null ? '' : `,"cause":"${cause}"`
  return `{"version":${version},"kind":"${kind}","creditId":"${creditId}","amountWei":"${amountWei}","at":"${at.toISOString()}"${tail}}`
}

function bestSpentFirst(a: ModelCredit, b: ModelCredit): number {
  return (
    a.expiresAtSeconds - b.expiresAtSeconds ||
    a.createdAt.getTime() - b.createdAt.getTime() ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  )
}

const secondText = (seconds: number) => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z')
