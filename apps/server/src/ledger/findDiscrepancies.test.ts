import type { Address } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { createTestIssuance } from '../../test/createTestIssuance.js'
import { recordSpend, undoSpend } from '../../test/recordSpend.js'
import { openKnex } from '../db/openKnex.js'
import type { Actor } from '../domain/Actor.js'
import { flagUsers } from '../domain/flagUsers.js'
import { grantCredits } from '../domain/grantCredits.js'
import { optOutUser } from '../domain/optOutUser.js'
import { rejoinUser } from '../domain/rejoinUser.js'
import { createLocalHints } from '../hints/createLocalHints.js'
import { mondayOf } from '../seasons/mondayOf.js'
import { findDiscrepancies } from './findDiscrepancies.js'

const address = `0x${'a'.repeat(40)}` as Address
const other = `0x${'b'.repeat(40)}`
const actor: Actor = { client: 'root', scopes: 'all' }

let database: TestDatabase
let knex: Knex
let creditId: string
/** The day of the grant. */
let today: string
/** Of the week in which the credit was granted. */
let monday: string

/** One user's ledger: 10 wei granted in season 5, 3 spent, 1 given back, flagged, left and back. */
beforeAll(async () => {
  database = await createTestDatabase()
  knex = openKnex(database.connectionString)
  const dates = { starts_at: '2026-03-16Z', ends_at: '2126-04-20Z', grace_days: 7 }
  await knex('seasons').insert({ id: 5, name: 'Season 5', budget_wei: '100', ...dates })
  await knex('users').insert({ address: other, known_at: '2026-03-16Z' })

  const ledger = { knex, hints: createLocalHints() }
  const issuing = { ...ledger, issuance: createTestIssuance(), maxGrantWei: 10n }
  const grant = { type: 'on-demand', amount: '0.00000000000000001', reason: 'A test' } as const
  const { credit } = await grantCredits(issuing, { actor, address, idempotencyKey: 'one', grant })
  creditId = JSON.parse(credit).id
  today = JSON.parse(credit).createdAt.slice(0, 10)
  monday = mondayOf(new Date(JSON.parse(credit).createdAt))
    .toISOString()
    .slice(0, 10)
  const chain = { address, actor: 'chain', cause: 'chain', creditId } as const
  await recordSpend(ledger, { ...chain, amountWei: 3n })
  await undoSpend(ledger, { ...chain, amountWei: 1n })
  await flagUsers(ledger, { actor, addresses: [address], flag: { type: 'captcha', reason: { message: 'A test' } } })
  await optOutUser(ledger, { actor, address })
  await rejoinUser(ledger, { actor, address })
})
afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

/** What is found when the statement has been run past every trigger and key; then it is taken back. */
async function findPlanted(statement: string): Promise<string[]> {
  const trx = await knex.transaction()
  try {
    await trx.raw('set local session_replication_role = replica')
    await trx.raw(statement)
    const named = (text: string) =>
      text
        .replace(creditId, 'C')
        .replace(address, 'A')
        .replace(other, 'B')
        .replace(`week ${monday}`, 'week W')
        .replace(`on ${today}`, 'on DAY')
    const found = await findDiscrepancies(trx)
    return found.map(({ subject, problem }) => named(`${subject}: ${problem}`)).sort()
  } finally {
    await trx.rollback()
  }
}

const entry = (version: number, kind: string, amountWei: number, creditId = '(select id from credits)') =>
  `insert into entries (address, version, kind, credit_id, amount_wei, actor, at)
   values ('${address}', ${version}, '${kind}', ${creditId}, ${amountWei}, 'root', '2126-01-01Z')`
const version = (to: number) => `update users set version = ${to} where address = '${address}'`
const flag = `insert into flags (address, type, message, created_at, flagged_by) values ('${address}', 'captcha', 'm', '2026-03-16Z', 'root')`
const goal = `insert into goals (id, season_id, title, period, steps, reward_wei) values ('g', 5, 'G', 'once', 2, 1)`
const past = "created_at = '2020-01-01Z', claim_by = '2020-01-02Z'"
const nothingSpent = "update entries set amount_wei = 3 where kind = 'restored'"
const sums = (rest: string) => [`credit C: ${rest}`, `season 5: ${rest}`, `user A: ${rest}`]

describe('findDiscrepancies', () => {
  test.each([
    ['is available', 'select 1'],
    ['has expired', `update credits set ${past}, claimed_at = '2020-01-01Z', expires_at = '2020-01-02Z'`],
    ['is pending', `update credits set claimed_at = null, spent_wei = 0; ${nothingSpent}`],
    [
      'was claimed',
      `update credits set claimed_at = created_at + interval '1 ms';
       update entries set kind = 'claimed', credit_id = (select id from credits), amount_wei = 10, at = created_at
       from credits where version = 4; ${entry(7, 'flagged', 0, 'null')}; ${version(7)};
       update entries set at = (select claimed_at from credits) where kind = 'claimed' or version in (2, 3)`,
    ],
    ['has lapsed', `update credits set claimed_at = null, spent_wei = 0, ${past}; ${nothingSpent}`],
    ['is revoked', `update credits set revoked_at = claimed_at; ${entry(7, 'revoked', 8)}; ${version(7)}`],
  ])('default: nothing when what is left of a credit %s', async (_, statement) => {
    expect(await findPlanted(statement)).toEqual([])
  })

  test.each([
    [
      'a credit is worth more than was granted',
      'update credits set value_wei = value_wei + 1',
      [
        ...sums('granted 10 is not pending 0 + available 9 + spent 2 + expired 0 + revoked 0 + lapsed 0'),
        'season 5: granted_wei 10, credits say 11',
      ],
    ],
    [
      'a credit is gone',
      'delete from credits',
      [
        'credit C: granted 10 is not pending 0 + available 0 + spent 0 + expired 0 + revoked 0 + lapsed 0',
        'credit C: spent_wei 0, entries say 2',
        'season 5: granted_wei 10, credits say 0',
        'season 5: week W granted_wei 10, entries say 0',
        'user A: granted 10 is not pending 0 + available 0 + spent 0 + expired 0 + revoked 0 + lapsed 0',
      ],
    ],
    [
      'a credit is granted by two entries',
      `${entry(7, 'granted', 10)}; ${version(7)}`,
      [
        'credit C: 2 granted entries, not one',
        'season 5: week 2125-12-31 granted_wei 0, entries say 10',
        ...sums('granted 20 is not pending 0 + available 8 + spent 2 + expired 0 + revoked 0 + lapsed 0'),
      ],
    ],
    [
      'more was spent than the entries say',
      'update credits set spent_wei = 3',
      ['credit C: spent_wei 3, entries say 2'],
    ],
    ['a season counts otherwise', 'update seasons set granted_wei = 9', ['season 5: granted_wei 9, credits say 10']],
    [
      'a week counts otherwise',
      "update season_weeks set granted_wei = 9, week_monday = '2026-03-16'; update entries set at = '2026-03-22T23:59:59.999Z'",
      ['season 5: week 2026-03-16 granted_wei 9, entries say 10'],
    ],
    [
      'a week counts what another one paid',
      "update season_weeks set week_monday = '2026-03-16'; update entries set at = '2026-03-23T00:00:00Z'",
      [
        'season 5: week 2026-03-16 granted_wei 10, entries say 0',
        'season 5: week 2026-03-23 granted_wei 0, entries say 10',
      ],
    ],
    [
      'a week is not counted',
      "delete from season_weeks; update entries set at = '2026-03-23T00:00:00Z'",
      ['season 5: week 2026-03-23 granted_wei 0, entries say 10'],
    ],
    [
      'a client has granted more on a day than is counted',
      `insert into client_days select 'root', (at at time zone 'UTC')::date, 9 from entries where kind = 'granted'`,
      ['client root: counted 9 on DAY, entries say 10'],
    ],
    [
      'a day is counted on which nothing was granted',
      "insert into client_days values ('shop', '2026-03-16', 1)",
      ['client shop: counted 1 on 2026-03-16, entries say 0'],
    ],
    [
      'a client whose days are counted has granted on one that is not',
      "insert into client_days values ('root', '2026-03-15', 0)",
      ['client root: counted 0 on DAY, entries say 10'],
    ],
    ['a version has no entry', version(7), ['user A: version 7 with 6 entries up to 6']],
    ['an entry has no version', version(5), ['user A: version 5 with 6 entries up to 6']],
    [
      'a version is passed over',
      `update entries set version = 8 where version = 6; ${version(8)}`,
      ['user A: version 8 with 6 entries up to 8'],
    ],
    [
      'an entry is of a time before the last one',
      "update entries set at = at - interval '1 day' where version = 4",
      ['user A: version 4 is earlier than the one before'],
    ],
    [
      'an entry tells of another user’s credit',
      `update entries set address = '${other}', version = 1 where version = 6; ${version(5)};
       update entries set kind = 'spent', credit_id = (select id from credits), amount_wei = 1 where address = '${other}';
       update users set version = 1 where address = '${other}'; update credits set spent_wei = 3;
       update users set opted_out_at = last_at where address = '${address}'`,
      ['credit C: an entry of user B'],
    ],
    [
      'a credit is revoked without an entry',
      'update credits set revoked_at = created_at',
      ['credit C: 0 revoked entries, not 1'],
    ],
    [
      'an entry revokes a credit that stands',
      `${entry(7, 'revoked', 8)}; ${version(7)}`,
      ['credit C: 1 revoked entries, not 0'],
    ],
    ['a flag has no entry', flag, ['user A: 2 flags, entries say 1']],
    ['an entry has no flag', 'delete from flags', ['user A: 0 flags, entries say 1']],
    [
      'a credit is claimed without an entry',
      "update credits set claimed_at = created_at + interval '1 ms'",
      ['credit C: claimed at another time than it was granted, with 0 claimed entries of then'],
    ],
    [
      'progress is more than was reported',
      `${goal}; insert into goal_progress values ('${address}', 'g', 'season:5', 2)`,
      ['progress A g season:5: 2 steps, reports say 0'],
    ],
    [
      'a user has left without an entry',
      `update users set opted_out_at = last_at where address = '${address}'`,
      ['user A: opted out 1 times, entries say 0'],
    ],
    [
      'an entry tells of a user who has not left',
      `${entry(7, 'optedOut', 0, 'null')}; ${version(7)}`,
      ['user A: opted out 0 times, entries say 1'],
    ],
  ])('behavior: finds it when %s', async (_, statement, expected) => {
    expect(await findPlanted(statement)).toEqual([...expected].sort())
  })
})
