import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { addFlags } from '../ledger/addFlags.js'
import { changeBalance } from '../ledger/changeBalance.js'
import type { Fact } from '../ledger/Fact.js'
import { issueCredits } from '../ledger/issueCredits.js'
import { moveSpent } from '../ledger/moveSpent.js'
import { creditId } from '../voucher/creditId.js'
import type { Issuance } from '../voucher/signVoucher.js'
import type { DemoStep, Granting } from './DemoStep.js'

const issuer = 'demo'

type History = { readonly address: Address; readonly steps: readonly DemoStep[] }

/**
 * Records what happened to one user, moment by moment, through the write path of every change. A credit that exists already,
 * and a flag on a flagged user, are passed over.
 */
export async function recordDemoHistory(
  trx: Knex.Transaction,
  { address, steps }: History,
  issuance: Issuance,
): Promise<void> {
  const issued = new Set<string>(await trx('credits').where({ address, issuer }).pluck('id'))
  const flagged = await trx('flags').where({ address, ended_at: null }).first('id')
  const news = steps.filter((step) => (step.kind === 'granted' ? !issued.has(idOf(step)) : flagged === undefined))

  const moments = new Map<number, DemoStep[]>()
  for (const step of news) moments.set(step.at.getTime(), [...(moments.get(step.at.getTime()) ?? []), step])
  for (const [atMs, moment] of moments) {
    const author = { address, actor: issuer, cause: 'demo' as const, at: new Date(atMs) }
    await changeBalance(trx, author, async (user) => {
      const granted = moment.filter((step) => step.kind === 'granted')
      const credits = await issueCredits(trx, user, granted.map(termsOf), issuance)
      const facts: Fact[] = credits.map(({ fact }) => fact)
      for (const step of granted) {
        const { spentWei = 0n } = step
        const spend = { kind: 'spent' as const, address, creditId: idOf(step), amountWei: spentWei }
        if (spentWei > 0n) facts.push(...(await moveSpent(trx, [spend])))
      }
      for (const step of moment) {
        if (step.kind === 'flagged') {
          const reason = { message: step.message }
          await addFlags(trx, [user], { type: 'multi-account', reason, flaggedBy: issuer })
          facts.push({ kind: 'flagged' })
        }
      }
      return facts
    })
  }
}

const idOf = ({ reference }: Granting) => creditId(issuer, reference)

function termsOf({ reference, valueWei, expiresAt, season }: Granting) {
  const { goalId, week } = season ?? {}
  const goal = goalId && week ? { goal: { id: goalId, period: week.toISOString().slice(0, 10) } } : {}
  return { issuer, reference, valueWei, expiresAt, season: season ?? null, ...goal, reason: null, annotation: null }
}
