import type { Migration } from '../Migration.js'

/**
 * Says of each flag who made it and who lifted it, and lets flags and users be listed. Takes `flags` for as long as it takes to
 * rewrite it once; the two names are found in the entries, of which every flag and every lifting has one of its very moment. The
 * indexes of `users` keep writers waiting for one scan of it.
 */
export const flagAuthors: Migration = {
  name: '016_flag_authors',
  up: `
    alter table flags add column flagged_by client_name, add column lifted_by client_name;
    update flags set
      flagged_by = (select actor from entries e
        where e.address = flags.address and e.kind = 'flagged' and e.at = flags.created_at order by version limit 1),
      lifted_by = (select actor from entries e
        where e.address = flags.address and e.kind = 'unflagged' and e.at = flags.ended_at order by version limit 1);
    alter table flags alter column flagged_by set not null,
      add constraint flag_is_lifted_by_somebody check ((ended_at is null) = (lifted_by is null));

    create index flags_of_a_user on flags (address, id);
    create index flags_not_lifted_by_age on flags (id) where ended_at is null;
    create index users_who_left on users (address) where opted_out_at is not null;
    create index users_not_registered on users (address) where opted_out_at is null and known_at is null;
  `,
  down: `
    drop index users_not_registered, users_who_left, flags_not_lifted_by_age, flags_of_a_user;
    alter table flags drop column lifted_by, drop column flagged_by;
  `,
}
