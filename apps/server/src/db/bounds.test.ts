import { randomBytes, randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/createTestDatabase.js'
import { openKnex } from './openKnex.js'

let database: TestDatabase
let knex: Knex
const address = `0x${'a'.repeat(40)}`
const hex = (bytes: number) => `0x${randomBytes(bytes).toString('hex')}`

beforeAll(async () => {
  database = await createTestDatabase({ noLedger: 'each row is written for the one bound it meets' })
  knex = openKnex(database.connectionString)
  await knex('users').insert({ address, known_at: '2026-03-16Z' })
  await knex('seasons').insert(season({ id: 5 }))
  await knex('seasons').insert(
    season({ id: 8, starts_at: '2026-07-06Z', ends_at: '2026-08-03Z', closed_at: '2026-07-15Z' }),
  )
  await knex('season_weeks').insert(week())
  await knex('goals').insert(goal())
  await knex('credits').insert(
    credit({ id: existing.id, salt: existing.salt, hash: existing.hash, reference: 'existing' }),
  )
  await knex('entries').insert(entry({ version: 1, credit_id: existing.id }))
  await knex('api_keys').insert(apiKey({ ...endedKey, id: existing.keyId }))
  await knex('client_days').insert(clientDay())
  await knex('audit_log').insert(auditRecord())
  await knex('client_rates').insert(clientRate())
  await knex('signers').insert(signer())
  await knex('signer_hours').insert(signerHour())
  await knex('idempotency_keys').insert(idempotencyKey())
  await knex('chain_events').insert(chainEvent({ block_hash: existing.hash, log_index: 0 }))
  await knex('goal_progress').insert(goalProgress())
  await knex('goal_reports').insert(goalReport())
})

afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

const existing = { id: randomUUID(), salt: hex(32), hash: hex(32), keyId: randomBytes(6).toString('hex') }

type Row = Record<string, unknown>

const season = (row: Row = {}): Row => ({
  id: 6,
  name: 'S',
  starts_at: '2026-03-16Z',
  ends_at: '2026-04-20Z',
  grace_days: 7,
  budget_wei: '10',
  ...row,
})
const laterSeason = (row: Row): Row => season({ starts_at: '2026-05-04Z', ends_at: '2026-06-01Z', ...row })
const week = (row: Row = {}): Row => ({ season_id: 5, week_monday: '2026-03-16', granted_wei: '1', ...row })
const goal = (row: Row = {}): Row => ({
  id: 's5-log-in',
  season_id: 5,
  title: 'Log in',
  period: 'weekly',
  steps: 3,
  reward_wei: '1',
  ...row,
})
const credit = (row: Row = {}): Row => ({
  id: randomUUID(),
  address,
  issuer: 'test',
  reference: randomUUID(),
  value_wei: '10',
  created_at: '2026-03-16T00:00:00.001Z',
  claimed_at: '2026-03-16T00:00:00.001Z',
  expires_at: '2026-04-27Z',
  chain_id: 80002,
  contract: address,
  salt: hex(32),
  hash: hex(32),
  signer: address,
  signature: hex(65),
  ...row,
})
const entry = (row: Row = {}): Row => ({
  address,
  version: 2,
  kind: 'granted',
  credit_id: existing.id,
  amount_wei: '10',
  actor: 'test',
  at: '2026-03-16Z',
  ...row,
})
const flag = (row: Row = {}): Row => ({
  address,
  type: 'captcha',
  message: 'm',
  created_at: '2026-03-16Z',
  flagged_by: 'test',
  ...row,
})
const apiKey = (row: Row = {}): Row => ({
  id: randomBytes(6).toString('hex'),
  client: 'shop',
  hash: randomBytes(32),
  scopes: ['credits:read'],
  created_at: '2026-03-16Z',
  ...row,
})
/** With bounds of every kind, and revoked. */
const endedKey: Row = { daily_quota_wei: '10', expires_at: '2027-01-01Z', revoked_at: '2026-03-17Z' }
const signer = (row: Row = {}): Row => ({
  signer: address,
  chain_id: 137,
  contract: address,
  last_expires_at: '2026-05-01Z',
  ...row,
})
const signerHour = (row: Row = {}): Row => ({ signer: address, hour: '2026-03-16T10:00Z', allowed_wei: '1', ...row })
const clientRate = (row: Row = {}): Row => ({
  client: 'shop',
  left_millionths: 0,
  counted_at: '2026-03-16Z',
  taken: 0,
  ...row,
})
const clientDay = (row: Row = {}): Row => ({ client: 'shop', day: '2026-03-16', granted_wei: '1', ...row })
const auditRecord = (row: Row = {}): Row => ({
  at: '2026-03-16Z',
  client: 'shop',
  operation: 'grantCredits',
  request_id: 'r',
  summary: '{}',
  ...row,
})
const idempotencyKey = (row: Row = {}): Row => ({
  client: 'shop',
  operation: 'grantCredits',
  key: 'k',
  fingerprint: randomBytes(32),
  created_at: '2026-03-16Z',
  ...row,
})
const chainEvent = (row: Row = {}): Row => ({
  chain_id: 137,
  block_hash: hex(32),
  log_index: 1,
  block_number: 1,
  transaction_hash: hex(32),
  contract: address,
  kind: 'CreditUsed',
  address,
  credit_hash: hex(32),
  amount_wei: '1',
  seen_at: '2026-03-16Z',
  ...row,
})

const goalProgress = (row: Row = {}): Row => ({ address, goal_id: 's5-log-in', period: '2026-03-16', steps: 1, ...row })
const goalReport = (row: Row = {}): Row => ({
  client: 'shop',
  event_id: 'e',
  ...goalProgress(),
  total_steps: 3,
  completed_steps: 1,
  at: '2026-03-16Z',
  ...row,
})

/** What must be refused, each with the constraint that refuses it, so that no other one does it by chance. */
const refused: [name: string, table: string, row: () => Row, by: RegExp][] = [
  ['NaN wei', 'credits', () => credit({ value_wei: 'NaN' }), /wei_is_uint256/],
  ['infinite wei', 'credits', () => credit({ value_wei: 'Infinity' }), /wei_is_uint256/],
  ['-1 wei', 'credits', () => credit({ value_wei: '-1' }), /wei_is_uint256/],
  ['0 wei', 'credits', () => credit({ value_wei: '0' }), /value_is_positive/],
  ['1.5 wei, not rounded', 'credits', () => credit({ value_wei: '1.5' }), /wei_is_uint256/],
  ['1.0 wei, which would show as 1.0', 'credits', () => credit({ value_wei: '1.0' }), /wei_is_uint256/],
  ['2^256 wei', 'credits', () => credit({ value_wei: String(2n ** 256n) }), /wei_is_uint256/],
  ['spent above value', 'credits', () => credit({ spent_wei: '11' }), /spent_within_value/],
  ['negative spent', 'credits', () => credit({ spent_wei: '-1' }), /wei_is_uint256/],
  ['spent while unclaimed', 'credits', () => credit({ spent_wei: '1', claimed_at: null }), /spent_only_when_claimed/],
  ['expiry at infinity', 'credits', () => credit({ expires_at: 'infinity' }), /second_is_whole/],
  ['expiry at -infinity', 'credits', () => credit({ expires_at: '-infinity' }), /second_is_whole/],
  ['expiry in the year 10000', 'credits', () => credit({ expires_at: '10000-01-01 00:00:00+00' }), /second_is_whole/],
  ['expiry with a fraction', 'credits', () => credit({ expires_at: '2026-04-27T00:00:00.5Z' }), /second_is_whole/],
  [
    'creation in microseconds',
    'credits',
    () => credit({ created_at: '2026-03-16T00:00:00.0001Z' }),
    /moment_is_whole_milli/,
  ],
  ['expiry not after creation', 'credits', () => credit({ expires_at: '2026-03-16Z' }), /expires_after_creation/],
  ['claim_by after expiry', 'credits', () => credit({ claim_by: '2026-04-28Z' }), /claimable_before_expiry/],
  ['claimed before creation', 'credits', () => credit({ claimed_at: '2026-03-15Z' }), /claimed_after_creation/],
  ['revoked before creation', 'credits', () => credit({ revoked_at: '2026-03-15Z' }), /revoked_after_creation/],
  ['a second salt', 'credits', () => credit({ salt: existing.salt }), /credits_salt_key/],
  ['a second hash', 'credits', () => credit({ hash: existing.hash }), /credits_hash_key/],
  ['a second id', 'credits', () => credit({ id: existing.id }), /credits_pkey/],
  ['a second reference', 'credits', () => credit({ reference: 'existing' }), /one_credit_per_reference/],
  ['an unknown user', 'credits', () => credit({ address: hex(20) }), /credits_address_fkey/],
  ['an unknown season', 'credits', () => credit({ season_id: 99 }), /credits_season_id_fkey/],
  [
    'a goal of another season',
    'credits',
    () => credit({ season_id: 5, goal_id: 'x', goal_period: 'season:5' }),
    /goal_of_its_season/,
  ],
  [
    'a goal without period',
    'credits',
    () => credit({ season_id: 5, goal_id: 's5-log-in' }),
    /goal_has_period_and_season/,
  ],
  [
    'a goal without season',
    'credits',
    () => credit({ goal_id: 's5-log-in', goal_period: 'season:5' }),
    /goal_has_period_and_season/,
  ],
  [
    'a period that is no day',
    'credits',
    () => credit({ season_id: 5, goal_id: 's5-log-in', goal_period: 'may' }),
    /goal_period_is_a_day/,
  ],
  ['an address in capitals', 'credits', () => credit({ contract: `0x${'A'.repeat(40)}` }), /eth_address_is_lower/],
  ['a signature of 64 bytes', 'credits', () => credit({ signature: hex(64) }), /voucher_signature_is_65/],
  ['chain 0', 'credits', () => credit({ chain_id: 0 }), /chain_id_fits/],
  ['an empty reason', 'credits', () => credit({ reason: '' }), /free_text_is_1_to_256/],
  ['a reason of 257', 'credits', () => credit({ reason: 'x'.repeat(257) }), /free_text_is_1_to_256/],
  ['an issuer in capitals', 'credits', () => credit({ issuer: 'Shop' }), /client_name_is_plain/],
  ['a version twice', 'entries', () => entry({ version: 1 }), /entries_pkey/],
  ['version 0', 'entries', () => entry({ version: 0 }), /version_is_positive/],
  ['an unknown kind', 'entries', () => entry({ kind: 'minted', credit_id: null, amount_wei: '0' }), /kind_is_known/],
  ['an unknown cause', 'entries', () => entry({ cause: 'because' }), /cause_is_known/],
  ['a grant of nothing', 'entries', () => entry({ amount_wei: '0' }), /credit_entries_move_something/],
  ['a grant without credit', 'entries', () => entry({ credit_id: null }), /credit_entries_move_something/],
  [
    'a flag that moves money',
    'entries',
    () => entry({ kind: 'flagged', credit_id: null }),
    /credit_entries_move_something/,
  ],
  ['an empty reason of an entry', 'entries', () => entry({ version: 2, reason: '' }), /reason_is_1_to_256/],
  ['a long reason of an entry', 'entries', () => entry({ version: 2, reason: 'x'.repeat(257) }), /reason_is_1_to_256/],
  ['an entry of an unknown credit', 'entries', () => entry({ credit_id: randomUUID() }), /entries_credit_id_fkey/],
  ['a negative version', 'users', () => ({ address: hex(20), version: -1 }), /version_fits_a_double/],
  [
    'an overlapping season',
    'seasons',
    () => season({ starts_at: '2026-04-19Z', ends_at: '2026-05-01Z' }),
    /seasons_do_not_overlap/,
  ],
  [
    'a season that ends first',
    'seasons',
    () => season({ starts_at: '2026-06-01Z', ends_at: '2026-05-01Z' }),
    /lower bound|season_ends_after/,
  ],
  ['granted above budget', 'seasons', () => laterSeason({ granted_wei: '11' }), /season_stays_in_budget/],
  ['a grace of two years', 'seasons', () => laterSeason({ grace_days: 730 }), /grace_is_at_most_a_year/],
  ['a weekly budget of nothing', 'seasons', () => laterSeason({ weekly_budget_wei: '0' }), /weekly_budget_is_positive/],
  [
    'a closing within a second',
    'seasons',
    () => laterSeason({ closed_at: '2026-05-05T00:00:00.5Z' }),
    /second_is_whole/,
  ],
  [
    'an overlap with what is left of a season that was closed',
    'seasons',
    () => season({ starts_at: '2026-07-14Z', ends_at: '2026-08-03Z' }),
    /seasons_do_not_overlap/,
  ],
  ['a week that begins on Tuesday', 'season_weeks', () => week({ week_monday: '2026-03-17' }), /week_begins_on_monday/],
  ['a week twice', 'season_weeks', () => week(), /season_weeks_pkey/],
  ['a week of an unknown season', 'season_weeks', () => week({ season_id: 99 }), /season_weeks_season_id_fkey/],
  [
    'negative wei of a week',
    'season_weeks',
    () => week({ week_monday: '2026-03-23', granted_wei: '-1' }),
    /wei_is_uint256/,
  ],
  [
    'a thumbnail by http',
    'goals',
    () => goal({ id: 'g', thumbnail: 'http://images.example/a.png' }),
    /thumbnail_is_https/,
  ],
  ['a goal of no steps', 'goals', () => goal({ id: 'g', steps: 0 }), /steps_are_positive/],
  ['a goal that pays nothing', 'goals', () => goal({ id: 'g', reward_wei: '0' }), /reward_is_positive/],
  ['an unknown period', 'goals', () => goal({ id: 'g', period: 'daily' }), /goal_period_is_known/],
  ['an unknown flag type', 'flags', () => flag({ type: 'x' }), /flag_type_is_known/],
  ['a flag that ends before it starts', 'flags', () => flag({ until: '2026-03-15Z' }), /flag_ends_after_it_starts/],
  ['a flag of nobody', 'flags', () => flag({ flagged_by: null }), /flagged_by/],
  ['a flag of no client', 'flags', () => flag({ flagged_by: 'Shop' }), /client_name_is_plain/],
  ['a flag that was lifted by nobody', 'flags', () => flag({ ended_at: '2026-03-17Z' }), /flag_is_lifted_by_somebody/],
  ['a flag that somebody lifted never', 'flags', () => flag({ lifted_by: 'test' }), /flag_is_lifted_by_somebody/],
  ['an ip that is none', 'flags', () => flag({ ip: '999.1.1.1' }), /inet/],
  ['a reserved client', 'api_keys', () => apiKey({ client: 'root' }), /client_is_not_reserved/],
  ['an unknown scope', 'api_keys', () => apiKey({ scopes: ['everything'] }), /scopes_are_known/],
  ['no scope at all', 'api_keys', () => apiKey({ scopes: [] }), /scopes_are_some/],
  ['a quota of nothing', 'api_keys', () => apiKey({ daily_quota_wei: '0' }), /quota_is_positive/],
  ['a long id of a key', 'api_keys', () => apiKey({ id: randomUUID() }), /key_id_is_short_hex/],
  ['an id of a key twice', 'api_keys', () => apiKey({ id: existing.keyId }), /api_keys_pkey/],
  ['a day that granted less than nothing', 'client_days', () => clientDay({ granted_wei: '-1' }), /wei_is_uint256/],
  ['a day twice', 'client_days', () => clientDay(), /client_days_pkey/],
  ['a signer that is none', 'signers', () => signer({ signer: '0xA' }), /eth_address_is_lower_case_hex/],
  ['a signer for no chain', 'signers', () => signer({ chain_id: 0 }), /signed_chain_id_fits_a_double/],
  ['a signer for no contract', 'signers', () => signer({ contract: '0x' }), /eth_address_is_lower_case_hex/],
  [
    'a signer until a part of a second',
    'signers',
    () => signer({ chain_id: 1, last_expires_at: '2026-05-01T00:00:00.5Z' }),
    /second_is_whole/,
  ],
  ['a signer twice', 'signers', () => signer(), /signers_pkey/],
  ['an hour that allowed less than nothing', 'signer_hours', () => signerHour({ allowed_wei: '-1' }), /wei_is_uint256/],
  [
    'an hour of a signer that is none',
    'signer_hours',
    () => signerHour({ signer: 'x' }),
    /eth_address_is_lower_case_hex/,
  ],
  [
    'an hour in microseconds',
    'signer_hours',
    () => signerHour({ hour: '2026-03-16T10:00:00.0001Z' }),
    /moment_is_whole/,
  ],
  ['an hour twice', 'signer_hours', () => signerHour(), /signer_hours_pkey/],
  ['a rate of a client that is none', 'client_rates', () => clientRate({ client: 'A' }), /client_name_is_plain/],
  ['less than no request left', 'client_rates', () => clientRate({ left_millionths: -1 }), /left_requests_are_counted/],
  ['less than no request taken', 'client_rates', () => clientRate({ taken: -1 }), /taken_requests_are_counted/],
  ['a rate twice', 'client_rates', () => clientRate(), /client_rates_pkey/],
  ['an operation that is no name', 'audit_log', () => auditRecord({ operation: 'a b' }), /audited_operation_is_a_name/],
  ['a target of 257', 'audit_log', () => auditRecord({ target: 'x'.repeat(257) }), /target_is_short/],
  ['a request id of two lines', 'audit_log', () => auditRecord({ request_id: 'a\nb' }), /request_id_is_plain/],
  ['an audited key with a space', 'audit_log', () => auditRecord({ idempotency_key: 'a b' }), /audited_key_is_visible/],
  ['a summary that is a list', 'audit_log', () => auditRecord({ summary: '[]' }), /summary_is_an_object/],
  ['a hash of 31 bytes', 'api_keys', () => apiKey({ hash: randomBytes(31) }), /hash_is_sha256/],
  ['an idempotency key twice', 'idempotency_keys', () => idempotencyKey(), /idempotency_keys_pkey/],
  ['an idempotency key with a space', 'idempotency_keys', () => idempotencyKey({ key: 'a b' }), /key_is_visible_ascii/],
  [
    'a stored 500',
    'idempotency_keys',
    () => idempotencyKey({ key: 'z', status: 500, body: '{}' }),
    /status_is_an_answer/,
  ],
  ['half an answer', 'idempotency_keys', () => idempotencyKey({ key: 'z', status: 201 }), /answer_is_whole/],
  ['a log twice', 'chain_events', () => chainEvent({ block_hash: existing.hash, log_index: 0 }), /chain_events_pkey/],
  [
    'an event that is applied and undone',
    'chain_events',
    () => chainEvent({ credit_id: existing.id, applied_at: '2026-03-16Z', undone_at: '2026-03-16Z' }),
    /applied_or_not/,
  ],
  [
    'an event that is applied and quarantined',
    'chain_events',
    () => chainEvent({ credit_id: existing.id, applied_at: '2026-03-16Z', quarantined_because: 'OVERSPENT' }),
    /applied_or_not/,
  ],
  [
    'a use that is applied to no credit',
    'chain_events',
    () => chainEvent({ applied_at: '2026-03-16Z' }),
    /applied_to_a_credit/,
  ],
  [
    'a quarantine without a known reason',
    'chain_events',
    () => chainEvent({ quarantined_because: 'ODD' }),
    /quarantine_is_known/,
  ],
  ['a use that denies', 'chain_events', () => chainEvent({ is_denied: true }), /denial_says_which/],
  ['a follower of no chain', 'chain_followers', () => ({ chain_id: 0 }), /followed_chain_is_positive/],
  ['a head before the first block', 'chain_followers', () => ({ chain_id: 9, head_number: -1 }), /numbers_are_natural/],
  [
    'a contract that is followed to before the first block',
    'chain_contracts',
    () => ({ chain_id: 9, contract: address, indexed_to: -2 }),
    /indexed_to_is_a_block/,
  ],
  ['a block before the first', 'chain_blocks', () => ({ chain_id: 9, number: -1, hash: hex(32) }), /number_is_natural/],
  ['a use without amount', 'chain_events', () => chainEvent({ amount_wei: null }), /use_has_amount/],
  ['no progress', 'goal_progress', () => goalProgress({ period: 'season:5', steps: 0 }), /progress_fits_a_double/],
  ['progress in a month', 'goal_progress', () => goalProgress({ period: '2026-03' }), /progress_period_is_a_day_or/],
  ['progress twice', 'goal_progress', () => goalProgress(), /goal_progress_pkey/],
  ['progress to no goal', 'goal_progress', () => goalProgress({ goal_id: 'x' }), /goal_progress_goal_id_fkey/],
  ['progress of nobody', 'goal_progress', () => goalProgress({ address: hex(20) }), /goal_progress_address_fkey/],
  ['an event twice', 'goal_reports', () => goalReport({ steps: 2 }), /goal_reports_pkey/],
  ['an event with a space', 'goal_reports', () => goalReport({ event_id: 'a b' }), /event_id_is_visible_ascii/],
  ['an event of no steps', 'goal_reports', () => goalReport({ event_id: 'z', steps: 0 }), /reported_steps_are_few/],
  [
    'an event of a million and one steps',
    'goal_reports',
    () => goalReport({ event_id: 'z', steps: 1_000_001 }),
    /reported_steps_are_few/,
  ],
  [
    'more steps completed than there are',
    'goal_reports',
    () => goalReport({ event_id: 'z', completed_steps: 4 }),
    /completed_steps_are_of_the_goal/,
  ],
  [
    'a completed goal that is neither paid nor not',
    'goal_reports',
    () => goalReport({ event_id: 'z', completed_steps: 3 }),
    /completed_is_paid_or_not/,
  ],
  [
    'a reward before the goal is completed',
    'goal_reports',
    () => goalReport({ event_id: 'z', credit_id: existing.id }),
    /completed_is_paid_or_not/,
  ],
  [
    'a reward that is paid and is not',
    'goal_reports',
    () => goalReport({ event_id: 'z', completed_steps: 3, credit_id: existing.id, unpaid_because: 'X' }),
    /completed_is_paid_or_not/,
  ],
  [
    'a reason that is no code',
    'goal_reports',
    () => goalReport({ event_id: 'z', completed_steps: 3, unpaid_because: 'because' }),
    /unpaid_because_is_a_code/,
  ],
  [
    'a report of no progress',
    'goal_reports',
    () => goalReport({ event_id: 'z', period: '2026-03-23' }),
    /goal_reports_address_goal_id_period_fkey/,
  ],
  ['a second identity', 'ledger_identity', () => ({ only_row: false, epoch: '0'.repeat(12) }), /ledger_identity/],
]

describe('the database refuses', () => {
  test.each(refused)('%s', async (_name, table, row, by) => {
    await expect(knex(table).insert(row())).rejects.toThrow(by)
  })

  test.each([
    ['another value of a signed credit', "update credits set value_wei = 11 where reference = 'existing'"],
    ['another expiry of a signed credit', "update credits set expires_at = '2026-05-27Z' where reference = 'existing'"],
    ['another signature', `update credits set signature = '${hex(65)}' where reference = 'existing'`],
    ['another owner', `update credits set address = '${hex(20)}' where reference = 'existing'`],
    ['the end of a credit', "delete from credits where reference = 'existing'"],
    ['the end of all credits', 'truncate credits cascade'],
    ['another entry in place of one', 'update entries set amount_wei = 11'],
    ['the end of an entry', 'delete from entries'],
    ['the end of all entries', 'truncate entries'],
    ['another report in place of one', 'update goal_reports set steps = 2'],
    ['the end of a report', 'delete from goal_reports'],
    ['the end of all reports', 'truncate goal_reports'],
    ['another record in place of one', "update audit_log set operation = 'x'"],
    ['the end of a record', 'delete from audit_log'],
    ['the end of all records', 'truncate audit_log'],
    ['a key that may do more', "update api_keys set scopes = scopes || '{credits:grant}'"],
    ['a key of another client', "update api_keys set client = 'other'"],
    ['another key in place of one', "update api_keys set hash = sha256('x')"],
    ['a higher quota', 'update api_keys set daily_quota_wei = 11'],
    ['no quota any more', 'update api_keys set daily_quota_wei = null'],
    ['a longer life of a key', "update api_keys set expires_at = '2027-01-02Z'"],
    ['a key that lives for ever', 'update api_keys set expires_at = null'],
    ['a revocation taken back', 'update api_keys set revoked_at = null'],
    ['a revocation of another time', "update api_keys set revoked_at = '2026-03-18Z'"],
    ['the end of a key’s row', 'delete from api_keys'],
    ['the end of all keys’ rows', 'truncate api_keys'],
  ])('%s', async (_name, statement) => {
    await expect(knex.raw(statement)).rejects.toThrow(/is refused: what has been signed or written down stays as it is/)
  })

  test('nothing that is right', async () => {
    await knex('credits').insert(
      credit({
        value_wei: String(2n ** 256n - 1n),
        spent_wei: '1',
        season_id: 5,
        goal_id: 's5-log-in',
        goal_period: '2026-03-16',
      }),
    )
    await knex('credits').where({ reference: 'existing' }).update({ spent_wei: '10', revoked_at: '2026-03-17Z' })
    await knex('entries').insert(entry())
    await knex('seasons').insert(laterSeason({ id: 7 }))
    // It runs where another one was closed, and one that was closed before it began stands in nobody's way.
    await knex('seasons').insert(
      season({ id: 9, starts_at: '2026-07-15Z', ends_at: '2026-08-03Z', weekly_budget_wei: '1' }),
    )
    await knex('seasons').insert(
      season({ id: 10, starts_at: '2026-07-20Z', ends_at: '2026-08-03Z', closed_at: '2026-07-01Z' }),
    )
    await knex('api_keys').insert(apiKey({ id: '0123456789ab' }))
    await knex('api_keys').where({ id: '0123456789ab' }).update({ expires_at: '2027-01-01Z' })
    await knex('api_keys')
      .where({ id: '0123456789ab' })
      .update({ expires_at: '2026-12-01Z', last_used_at: '2026-03-17Z' })
    await knex('api_keys').where({ id: '0123456789ab' }).update({ revoked_at: '2026-03-18Z' })
    await knex('flags').insert(flag({ until: '2026-03-17Z', ip: '2001:db8::1' }))
    await expect(
      knex('credits').insert(credit({ season_id: 5, goal_id: 's5-log-in', goal_period: '2026-03-16' })),
    ).rejects.toThrow(/goal_pays_once/)
  })
})
