import type { Migration } from '../Migration.js'

/** Makes the API keys: only a SHA-256 of each is stored, and a client keeps its name over its keys. No locks, no backfill. */
export const apiKeys: Migration = {
  name: '008_api_keys',
  up: `
    create table api_keys (
      id uuid primary key,
      client client_name not null constraint client_is_not_reserved check (client not in ('goals', 'root', 'demo')),
      hash bytea not null unique constraint hash_is_sha256 check (length(hash) = 32),
      scopes text[] not null constraint scopes_are_known check (scopes <@ array[
        'credits:read', 'credits:grant', 'credits:revoke', 'seasons:write', 'goals:write', 'goals:report',
        'claims:write', 'users:write', 'flags:read', 'flags:write', 'keys:write', 'audit:read']),
      daily_quota_wei wei,
      created_at moment not null,
      expires_at moment,
      revoked_at moment,
      last_used_at moment,
      constraint key_expires_after_creation check (expires_at > created_at),
      constraint key_revoked_after_creation check (revoked_at >= created_at)
    );
    create index api_keys_of_a_client on api_keys (client);
  `,
  down: 'drop table api_keys;',
}
