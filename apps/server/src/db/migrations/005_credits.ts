import type { Migration } from '../Migration.js'

/**
 * Makes the credits. What a signature covers can never change afterwards, and no credit is ever deleted: a trigger
 * refuses both whoever asks. `credits_with_something_left` is the index of every balance. No locks, no backfill.
 */
export const credits: Migration = {
  name: '005_credits',
  up: `
    create table credits (
      id uuid primary key,
      address eth_address not null references users,
      issuer client_name not null,
      reference text not null constraint reference_is_short check (length(reference) between 1 and 512),
      season_id integer references seasons,
      goal_id text,
      goal_period text constraint goal_period_is_a_day_or_season
        check (goal_period ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' or goal_period ~ '^season:[0-9]+$'),
      reason free_text,
      annotation free_text,
      value_wei wei not null constraint value_is_positive check (value_wei > 0),
      spent_wei wei not null default 0,
      created_at moment not null,
      expires_at second not null,
      claim_by second,
      claimed_at moment,
      revoked_at moment,
      chain_id bigint not null constraint chain_id_fits_a_double check (chain_id between 1 and 9007199254740991),
      contract eth_address not null,
      salt bytes32 not null unique,
      hash bytes32 not null unique,
      signer eth_address not null,
      signature voucher_signature not null,
      constraint spent_within_value check (spent_wei <= value_wei),
      constraint expires_after_creation check (expires_at > created_at),
      constraint claimable_before_expiry check (claim_by <= expires_at),
      constraint claimed_after_creation check (claimed_at >= created_at),
      constraint revoked_after_creation check (revoked_at >= created_at),
      constraint spent_only_when_claimed check (spent_wei = 0 or claimed_at is not null),
      constraint goal_has_period_and_season
        check ((goal_id is null) = (goal_period is null) and (goal_id is null or season_id is not null)),
      constraint one_credit_per_reference unique (issuer, reference),
      constraint goal_of_its_season foreign key (season_id, goal_id) references goals (season_id, id),
      constraint goal_pays_once unique (address, goal_id, goal_period)
    );
    create index credits_with_something_left on credits (address, expires_at, created_at, id)
      where claimed_at is not null and revoked_at is null and spent_wei < value_wei;
    create index credits_of_a_user on credits (address);
    create index credits_of_a_season on credits (season_id);

    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% on % is refused: what has been signed or written down stays as it is', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
    end $$;
    create trigger credits_keep_what_was_signed
      before update of id, address, issuer, reference, value_wei, created_at, expires_at, chain_id, contract, salt, hash,
        signer, signature on credits
      for each row when ((old.id, old.address, old.issuer, old.reference, old.value_wei, old.created_at, old.expires_at,
          old.chain_id, old.contract, old.salt, old.hash, old.signer, old.signature)
        is distinct from (new.id, new.address, new.issuer, new.reference, new.value_wei, new.created_at, new.expires_at,
          new.chain_id, new.contract, new.salt, new.hash, new.signer, new.signature))
      execute function refuse_change();
    create trigger credits_are_never_deleted before delete on credits for each row execute function refuse_change();
    create trigger credits_are_never_truncated before truncate on credits execute function refuse_change();
  `,
  down: `
    drop table credits;
    drop function refuse_change();
  `,
}
