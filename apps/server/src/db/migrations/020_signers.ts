import type { Migration } from '../Migration.js'

/**
 * Makes the account of what each signer is allowed to sign: `signers` has until when its vouchers can be spent, so that nobody
 * has to look through the credits for it, and `signer_hours` what servers took from its caps.
 *
 * Both are written before anything is signed, in transactions of their own, so no grant waits at their rows. No locks; the
 * backfill reads all credits once, 1.6 s a million.
 */
export const signers: Migration = {
  name: '020_signers',
  up: `
    create table signers (
      signer eth_address not null,
      chain_id bigint not null constraint signed_chain_id_fits_a_double check (chain_id between 1 and 9007199254740991),
      contract eth_address not null,
      last_expires_at second not null,
      primary key (signer, chain_id, contract)
    );
    comment on column signers.last_expires_at is 'no voucher of it expires later; rounded up to a day of UTC';
    insert into signers (signer, chain_id, contract, last_expires_at)
      select signer, chain_id, contract,
        least(date_bin('1 day', max(expires_at) + interval '86399 seconds', '1970-01-01Z'), '9999-12-31 23:59:59Z')
      from credits group by signer, chain_id, contract;

    create table signer_hours (
      signer eth_address not null,
      hour moment not null,
      allowed_wei wei not null,
      primary key (signer, hour)
    );
    comment on column signer_hours.allowed_wei is 'what servers may sign or have signed, not what was granted';
  `,
  down: `
    drop table signer_hours;
    drop table signers;
  `,
}
