import type { Migration } from '../Migration.js'

/**
 * Makes the value types that every later table is built of. No locks, no backfill.
 *
 * `wei` is not numeric(78,0): that type rounds 1.5 to 2 before a check can see it, and it lets NaN through `> 0`.
 * Upper bounds refuse NaN and infinity, which sort above every number and date.
 */
export const domains: Migration = {
  name: '001_domains',
  up: `
    create domain wei as numeric constraint wei_is_uint256 check (
      value >= 0 and value < 115792089237316195423570985008687907853269984665640564039457584007913129639936
      and scale(value) = 0
    );
    create domain eth_address as text constraint eth_address_is_lower_case_hex check (value ~ '^0x[0-9a-f]{40}$');
    create domain bytes32 as text constraint bytes32_is_lower_case_hex check (value ~ '^0x[0-9a-f]{64}$');
    create domain voucher_signature as text constraint voucher_signature_is_65_bytes check (value ~ '^0x[0-9a-f]{130}$');
    create domain moment as timestamptz constraint moment_is_whole_milliseconds check (
      value >= '1970-01-01 00:00:00+00' and value < '10000-01-01 00:00:00+00'
      and extract(epoch from value) * 1000 = trunc(extract(epoch from value) * 1000)
    );
    create domain second as timestamptz constraint second_is_whole check (
      value >= '1970-01-01 00:00:00+00' and value < '10000-01-01 00:00:00+00'
      and extract(epoch from value) = trunc(extract(epoch from value))
    );
    create domain free_text as text constraint free_text_is_1_to_256 check (length(value) between 1 and 256);
    create domain client_name as text constraint client_name_is_plain check (value ~ '^[a-z0-9-]{1,64}$');
  `,
  down: `
    drop domain client_name;
    drop domain free_text;
    drop domain second;
    drop domain moment;
    drop domain voucher_signature;
    drop domain bytes32;
    drop domain eth_address;
    drop domain wei;
  `,
}
