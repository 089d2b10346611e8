import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { mondayOf } from '../src/seasons/mondayOf.js'
import type { HistoryStep } from './arbitraryHistory.js'

/** Writes one step of a model's history into the tables as it stands: the credit's row, the entry, the version, the season. */
export async function writeStep(knex: Knex, address: string, { credit, entry }: HistoryStep): Promise<void> {
  const state = {
    spent_wei: String(credit.spentWei),
    claimed_at: credit.claimed ? entry.at : null,
    revoked_at: credit.revoked ? entry.at : null,
  }
  await knex.transaction(async (trx) => {
    await trx('users').insert({ address, known_at: entry.at }).onConflict('address').ignore()
    const updated = await trx('credits')
      .where({ id: credit.id })
      .update({ ...state, claimed_at: credit.claimed ? trx.raw('coalesce(claimed_at, ?)', [entry.at]) : null })
    if (updated === 0) {
      await trx('credits').insert({
        ...state,
        id: credit.id,
        address,
        issuer: 'model',
        reference: credit.id,
        season_id: credit.season?.id,
        goal_id: credit.season?.goalId,
        goal_period: credit.season && `season:${Number.parseInt(credit.id.slice(0, 8), 16)}`,
        value_wei: String(credit.valueWei),
        created_at: credit.createdAt,
        expires_at: new Date(credit.expiresAtSeconds * 1_000),
        chain_id: credit.chainId,
        contract: credit.contract,
        salt: credit.salt,
        hash: `0x${createHash('sha256').update(credit.id).digest('hex')}`,
        signer: credit.contract,
        signature: credit.signature,
      })
    }
    if (updated === 0 && credit.season) {
      await trx('seasons')
        .where({ id: credit.season.id })
        .update({ granted_wei: trx.raw('granted_wei + ?::numeric', [String(credit.valueWei)]) })
      await trx('season_weeks')
        .insert({
          season_id: credit.season.id,
          week_monday: mondayOf(entry.at).toISOString().slice(0, 10),
          granted_wei: String(credit.valueWei),
        })
        .onConflict(['season_id', 'week_monday'])
        .merge({ granted_wei: trx.raw('season_weeks.granted_wei + excluded.granted_wei') })
    }
    await trx('entries').insert({
      address,
      version: entry.version,
      kind: entry.kind,
      credit_id: entry.creditId,
      amount_wei: String(entry.amountWei),
      cause: entry.cause,
      actor: 'model',
      at: entry.at,
    })
    await trx('users').where({ address }).update({ version: entry.version, last_at: entry.at })
  })
}
