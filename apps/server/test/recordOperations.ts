import type { Address } from '@credits-server/onchain'
import fc from 'fast-check'
import type { Knex } from 'knex'
import { addFlags } from '../src/ledger/addFlags.js'
import { changeBalance, type LockedUser } from '../src/ledger/changeBalance.js'
import type { Fact } from '../src/ledger/Fact.js'
import { issueCredits } from '../src/ledger/issueCredits.js'
import { moveSpent } from '../src/ledger/moveSpent.js'
import type { Issuance } from '../src/voucher/signVoucher.js'
import type { TimedCredit, UserHistory, WrittenEntry } from './historyModel.js'

/** One operation: when it comes after the one before, and the facts it is made of. */
export type DrawnOperation = { readonly gapMs: number; readonly facts: readonly DrawnFact[] }

type DrawnFact = {
  readonly kind: 'grant' | 'claim' | 'spend' | 'restore' | 'revoke' | 'flag' | 'unflag' | 'leaveOrRejoin'
  readonly pick: number
  readonly share: number
  readonly wei: bigint
  readonly bornClaimed: boolean
  readonly seconds: number
  readonly claimSeconds: number | null
  readonly untilMs: number | null
}

/** The moment at which recorded histories begin. */
export const recordStart = new Date('2026-03-16T00:00:00.000Z')

const moneyKinds = ['grant', 'grant', 'claim', 'spend', 'spend', 'spend', 'restore', 'revoke'] as const
const standingKinds = ['flag', 'unflag', 'leaveOrRejoin'] as const

/** Arbitrary operations, many of them at, just before and just after the seconds in which credits expire. */
export function arbitraryOperations({ standing }: { standing: boolean }): fc.Arbitrary<DrawnOperation[]> {
  const fact: fc.Arbitrary<DrawnFact> = fc.record({
    kind: fc.constantFrom(...moneyKinds, ...(standing ? standingKinds : [])),
    pick: fc.nat(),
    share: fc.integer({ min: 1, max: 3 }),
    // Thirty-six of the largest are still a uint256.
    wei: fc.oneof(fc.bigInt(1n, 20n), fc.bigInt(1n, 2n ** 250n)),
    bornClaimed: fc.boolean(),
    seconds: fc.integer({ min: 1, max: 4 }),
    claimSeconds: fc.option(fc.integer({ min: -1, max: 4 })),
    untilMs: fc.option(fc.constantFrom(500, 1_000, 2_000)),
  })
  const operation = fc.record({
    gapMs: fc.constantFrom(0, 1, 250, 500, 999, 1_000, 2_000),
    facts: fc.array(fact, { minLength: 1, maxLength: 3, size: 'max' }),
  })
  return fc.array(operation, { minLength: 1, maxLength: 12, size: 'max' })
}

/** A user whose operations are recorded in the ledger and, beside it, in a model. */
export class RecordedUser implements UserHistory {
  readonly credits = new Map<string, TimedCredit>()
  readonly entries: WrittenEntry[] = []
  at = recordStart
  readonly #state = new Map<string, { leftWei: bigint; spentWei: bigint; claimed: boolean; revoked: boolean }>()
  #flags: { until: Date | null }[] = []
  #isOut = false

  constructor(
    readonly address: Address,
    readonly deps: { readonly knex: Knex; readonly issuance: Issuance },
  ) {}

  get flagEnds(): Date[] {
    return this.#flags.flatMap(({ until }) => until ?? [])
  }

  /** Does an operation; a fact that could not happen is left out. */
  async record({ gapMs, facts }: DrawnOperation): Promise<void> {
    this.at = new Date(this.at.getTime() + gapMs)
    const author = { address: this.address, actor: 'model', cause: 'operator' as const, at: this.at }
    await this.deps.knex.transaction((trx) =>
      changeBalance(trx, author, async (user) => {
        const happened: Fact[] = []
        for (const fact of facts) happened.push(...(await this.#happen(trx, user, fact)))
        for (const fact of happened) {
          const { creditId = null, amountWei = 0n } = 'creditId' in fact ? fact : {}
          const version = this.entries.length + 1
          this.entries.push({ version, kind: fact.kind, creditId, amountWei, at: user.at, cause: author.cause })
        }
        return happened
      }),
    )
  }

  /** Makes the user readable again: lifts what flags there are and rejoins. */
  async settle(): Promise<void> {
    await this.record({ gapMs: 0, facts: [{ ...plainFact, kind: 'unflag' }] })
    if (this.#isOut) await this.record({ gapMs: 0, facts: [{ ...plainFact, kind: 'leaveOrRejoin' }] })
  }

  async #happen(trx: Knex.Transaction, user: LockedUser, fact: DrawnFact): Promise<Fact[]> {
    const { address, at } = user
    if (fact.kind === 'grant') return [await this.#grant(trx, user, fact)]
    if (fact.kind === 'flag') {
      const until = fact.untilMs === null ? null : new Date(at.getTime() + fact.untilMs)
      this.#flags.push({ until })
      const reason = { message: 'm' }
      await addFlags(trx, [user], { type: 'captcha', reason, ...(until ? { until } : {}), flaggedBy: 'model' })
      return [{ kind: 'flagged' }]
    }
    if (fact.kind === 'unflag') {
      const stays = ({ until }: { until: Date | null }) => until !== null && until <= at
      if (this.#flags.every(stays)) return []
      this.#flags = this.#flags.filter(stays)
      const active = trx('flags').where({ address, ended_at: null })
      await active
        .where((flag) => flag.whereNull('until').orWhere('until', '>', at))
        .update({ ended_at: at, lifted_by: 'model' })
      return [{ kind: 'unflagged' }]
    }
    if (fact.kind === 'leaveOrRejoin') {
      this.#isOut = !this.#isOut
      await trx('users')
        .where({ address })
        .update({ opted_out_at: this.#isOut ? at : null })
      return [{ kind: this.#isOut ? 'optedOut' : 'rejoined' }]
    }
    const change = await this.#change(trx, user, fact)
    return change ? [change] : []
  }

  async #grant(trx: Knex.Transaction, user: LockedUser, fact: DrawnFact): Promise<Fact> {
    const second = (seconds: number) => new Date((Math.floor(user.at.getTime() / 1_000) + seconds) * 1_000)
    const expiresAt = second(fact.seconds)
    const claimBy = fact.claimSeconds === null ? null : second(Math.min(fact.claimSeconds, fact.seconds))
    const reference = `${user.address} ${this.credits.size}`
    const terms = {
      issuer: 'model',
      reference,
      valueWei: fact.wei,
      expiresAt,
      season: null,
      reason: null,
      annotation: null,
    }
    const [issued] = await issueCredits(trx, user, [terms], this.deps.issuance)
    if (!issued || !('creditId' in issued.fact)) throw new Error('no credit was issued')
    const id = issued.fact.creditId
    await trx('credits')
      .where({ id })
      .update({ claim_by: claimBy, claimed_at: fact.bornClaimed ? user.at : null })
    this.credits.set(id, { id, valueWei: fact.wei, bornClaimed: fact.bornClaimed, expiresAt, claimBy })
    this.#state.set(id, { leftWei: fact.wei, spentWei: 0n, claimed: fact.bornClaimed, revoked: false })
    return issued.fact
  }

  /** A credit changes, expired or not: a late truth wins. */
  async #change(trx: Knex.Transaction, user: LockedUser, { kind, pick, share }: DrawnFact): Promise<Fact | null> {
    const [creditId, state] = [...this.#state][pick % Math.max(1, this.#state.size)] ?? []
    if (creditId === undefined || state === undefined) return null
    const row = trx('credits').where({ id: creditId })
    if (kind === 'claim' && !state.claimed) {
      state.claimed = true
      await row.update({ claimed_at: user.at })
      return { kind: 'claimed', creditId, amountWei: state.leftWei }
    }
    if (kind === 'revoke' && !state.revoked && state.leftWei > 0n) {
      state.revoked = true
      await row.update({ revoked_at: user.at })
      return { kind: 'revoked', creditId, amountWei: state.leftWei }
    }
    const amountWei = (kind === 'spend' ? state.leftWei : state.spentWei) / BigInt(share)
    if ((kind !== 'spend' && kind !== 'restore') || !state.claimed || amountWei === 0n) return null
    const movedWei = kind === 'spend' ? amountWei : -amountWei
    state.leftWei -= movedWei
    state.spentWei += movedWei
    const move = { kind: kind === 'spend' ? ('spent' as const) : ('restored' as const), creditId, amountWei }
    const [fact] = await moveSpent(trx, [{ ...move, address: user.address }])
    return fact ?? null
  }
}

/** The fields of a fact that do not matter. */
export const plainFact = {
  pick: 0,
  share: 1,
  wei: 1n,
  bornClaimed: true,
  seconds: 1,
  claimSeconds: null,
  untilMs: null,
}
