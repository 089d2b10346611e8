import type { Migration } from '../Migration.js'

/** Makes the idempotency keys; the primary key is what arbitrates between two requests with one key. No locks, no backfill. */
export const idempotencyKeys: Migration = {
  name: '009_idempotency_keys',
  up: `
    create table idempotency_keys (
      client client_name not null,
      operation text not null constraint operation_is_a_name check (operation ~ '^[a-zA-Z]{1,64}$'),
      key text not null constraint key_is_visible_ascii check (key ~ '^[!-~]{1,255}$'),
      fingerprint bytea not null constraint fingerprint_is_sha256 check (length(fingerprint) = 32),
      status integer constraint status_is_an_answer check (status between 200 and 499),
      body text,
      created_at moment not null,
      primary key (client, operation, key),
      constraint answer_is_whole check ((status is null) = (body is null))
    );
    create index idempotency_keys_by_age on idempotency_keys (created_at);
  `,
  down: 'drop table idempotency_keys;',
}
