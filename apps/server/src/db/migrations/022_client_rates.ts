import type { Migration } from '../Migration.js'

/**
 * Makes the counters of the rate of requests of each API client. No locks, no backfill.
 *
 * The table is not logged: a request that is counted writes no WAL and waits for no disk. After a crash of the database or a
 * failover it is empty, and every client has a second's requests again.
 */
export const clientRates: Migration = {
  name: '022_client_rates',
  up: `
    create unlogged table client_rates (
      client client_name primary key,
      left_millionths bigint not null constraint left_requests_are_counted check (left_millionths >= 0),
      counted_at timestamptz not null,
      taken integer not null constraint taken_requests_are_counted check (taken >= 0)
    ) with (fillfactor = 50);
    comment on column client_rates.left_millionths is 'of a request, at counted_at';
    comment on column client_rates.taken is 'requests of the last question, out of what was left';
  `,
  down: 'drop table client_rates;',
}
