import type { Migration } from '../Migration.js'

/**
 * Writes the forms of texts so that checking them costs little; what passes is the same. Postgres matches `[0-9a-f]{130}` by
 * way of 130 states that it makes anew for each text: 40 µs for a signature, where a length and `[0-9a-f]+` cost 1.5. A credit
 * has seven such texts, which took half of the time of its row.
 *
 * No table is read, and none is held for longer than a moment: what is there has passed the same check, hence `not valid`,
 * without which a domain that an array is made of could not be changed at all.
 */
export const cheapForms: Migration = {
  name: '017_cheap_forms',
  up: `
    alter domain eth_address drop constraint eth_address_is_lower_case_hex;
    alter domain eth_address add constraint eth_address_is_lower_case_hex
      check (length(value) = 42 and value ~ '^0x[0-9a-f]+$') not valid;
    alter domain bytes32 drop constraint bytes32_is_lower_case_hex;
    alter domain bytes32 add constraint bytes32_is_lower_case_hex check (length(value) = 66 and value ~ '^0x[0-9a-f]+$') not valid;
    alter domain voucher_signature drop constraint voucher_signature_is_65_bytes;
    alter domain voucher_signature add constraint voucher_signature_is_65_bytes
      check (length(value) = 132 and value ~ '^0x[0-9a-f]+$') not valid;
    alter domain client_name drop constraint client_name_is_plain;
    alter domain client_name add constraint client_name_is_plain
      check (length(value) between 1 and 64 and value ~ '^[a-z0-9-]+$') not valid;
    alter table idempotency_keys
      drop constraint operation_is_a_name,
      add constraint operation_is_a_name check (length(operation) between 1 and 64 and operation ~ '^[a-zA-Z]+$') not valid,
      drop constraint key_is_visible_ascii,
      add constraint key_is_visible_ascii check (length(key) between 1 and 255 and key ~ '^[!-~]+$') not valid;
    alter table audit_log
      drop constraint audited_operation_is_a_name,
      add constraint audited_operation_is_a_name check (length(operation) between 1 and 64 and operation ~ '^[a-zA-Z]+$') not valid,
      drop constraint request_id_is_plain,
      add constraint request_id_is_plain check (length(request_id) between 1 and 64 and request_id ~ '^[A-Za-z0-9-]+$') not valid,
      drop constraint audited_key_is_visible_ascii,
      add constraint audited_key_is_visible_ascii
        check (length(idempotency_key) between 1 and 255 and idempotency_key ~ '^[!-~]+$') not valid;
    alter table goal_reports
      drop constraint event_id_is_visible_ascii,
      add constraint event_id_is_visible_ascii check (length(event_id) between 1 and 255 and event_id ~ '^[!-~]+$') not valid;
  `,
  down: `
    alter table goal_reports
      drop constraint event_id_is_visible_ascii,
      add constraint event_id_is_visible_ascii check (event_id ~ '^[!-~]{1,255}$') not valid;
    alter table audit_log
      drop constraint audited_key_is_visible_ascii,
      add constraint audited_key_is_visible_ascii check (idempotency_key ~ '^[!-~]{1,255}$') not valid,
      drop constraint request_id_is_plain,
      add constraint request_id_is_plain check (request_id ~ '^[A-Za-z0-9-]{1,64}$') not valid,
      drop constraint audited_operation_is_a_name,
      add constraint audited_operation_is_a_name check (operation ~ '^[a-zA-Z]{1,64}$') not valid;
    alter table idempotency_keys
      drop constraint key_is_visible_ascii,
      add constraint key_is_visible_ascii check (key ~ '^[!-~]{1,255}$') not valid,
      drop constraint operation_is_a_name,
      add constraint operation_is_a_name check (operation ~ '^[a-zA-Z]{1,64}$') not valid;
    alter domain client_name drop constraint client_name_is_plain;
    alter domain client_name add constraint client_name_is_plain check (value ~ '^[a-z0-9-]{1,64}$') not valid;
    alter domain voucher_signature drop constraint voucher_signature_is_65_bytes;
    alter domain voucher_signature add constraint voucher_signature_is_65_bytes check (value ~ '^0x[0-9a-f]{130}$') not valid;
    alter domain bytes32 drop constraint bytes32_is_lower_case_hex;
    alter domain bytes32 add constraint bytes32_is_lower_case_hex check (value ~ '^0x[0-9a-f]{64}$') not valid;
    alter domain eth_address drop constraint eth_address_is_lower_case_hex;
    alter domain eth_address add constraint eth_address_is_lower_case_hex check (value ~ '^0x[0-9a-f]{40}$') not valid;
  `,
}
