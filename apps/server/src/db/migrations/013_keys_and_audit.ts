import type { Migration } from '../Migration.js'

/**
 * Gives API keys their short public ids, counts what each client has granted on each day, and makes the audit log. The table of
 * keys is rewritten under an exclusive lock; no operation has made one yet, so it is empty.
 *
 * What a key may do never changes, a revocation stays, and a key can only end earlier. A key is never deleted, so the audit
 * log needs no foreign key, whose lock every write of a client would take on that client's row.
 */
export const keysAndAudit: Migration = {
  name: '013_keys_and_audit',
  up: `
    create domain key_id as text constraint key_id_is_short_hex check (value ~ '^[0-9a-f]{12}$');
    alter table api_keys alter column id type key_id using substr(replace(id::text, '-', ''), 1, 12);
    alter table api_keys add constraint scopes_are_some check (cardinality(scopes) > 0);
    alter table api_keys add constraint quota_is_positive check (daily_quota_wei > 0);
    create index api_keys_by_age on api_keys (created_at desc, id desc);
    create trigger api_keys_keep_what_they_are
      before update of id, client, hash, scopes, daily_quota_wei, created_at on api_keys
      for each row when ((old.id, old.client, old.hash, old.scopes, old.daily_quota_wei, old.created_at)
        is distinct from (new.id, new.client, new.hash, new.scopes, new.daily_quota_wei, new.created_at))
      execute function refuse_change();
    create trigger api_keys_never_live_longer before update of expires_at, revoked_at on api_keys
      for each row when ((old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
        or coalesce(new.expires_at, 'infinity') > coalesce(old.expires_at, 'infinity'))
      execute function refuse_change();
    create trigger api_keys_are_never_deleted before delete on api_keys for each row execute function refuse_change();
    create trigger api_keys_are_never_truncated before truncate on api_keys execute function refuse_change();

    create table client_days (
      client client_name not null,
      day date not null,
      granted_wei wei not null,
      primary key (client, day)
    );
    comment on column client_days.day is 'of UTC, by the time of the grant';

    create table audit_log (
      id bigint primary key generated always as identity,
      at moment not null,
      client client_name not null,
      key_id key_id,
      operation text not null constraint audited_operation_is_a_name check (operation ~ '^[a-zA-Z]{1,64}$'),
      target text constraint target_is_short check (length(target) between 1 and 256),
      request_id text not null constraint request_id_is_plain check (request_id ~ '^[A-Za-z0-9-]{1,64}$'),
      idempotency_key text constraint audited_key_is_visible_ascii check (idempotency_key ~ '^[!-~]{1,255}$'),
      summary jsonb not null constraint summary_is_an_object check (jsonb_typeof(summary) = 'object')
    );
    comment on column audit_log.key_id is 'null: the root key';
    create index audit_log_by_age on audit_log (at desc, id desc);
    create index audit_log_of_a_client on audit_log (client, at desc, id desc);
    create index audit_log_of_a_target on audit_log (target, at desc, id desc) where target is not null;
    create trigger audit_log_is_never_changed before update or delete on audit_log
      for each row execute function refuse_change();
    create trigger audit_log_is_never_truncated before truncate on audit_log execute function refuse_change();
  `,
  down: `
    drop table audit_log;
    drop table client_days;
    drop trigger api_keys_are_never_truncated on api_keys;
    drop trigger api_keys_are_never_deleted on api_keys;
    drop trigger api_keys_never_live_longer on api_keys;
    drop trigger api_keys_keep_what_they_are on api_keys;
    drop index api_keys_by_age;
    alter table api_keys drop constraint quota_is_positive;
    alter table api_keys drop constraint scopes_are_some;
    alter table api_keys alter column id type uuid using rpad(id::text, 32, '0')::uuid;
    drop domain key_id;
  `,
}
