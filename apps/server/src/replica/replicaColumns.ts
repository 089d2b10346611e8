/**
 * SQL of what each answer of a replica says of the replica itself: whether it is one still, which run of which server it is,
 * and how far it has replayed the primary's log, in bytes. A server that was started again may be behind where it was.
 */
export const replicaColumns = `
  pg_is_in_recovery() as is_replica,
  extract(epoch from pg_postmaster_start_time())::text as server,
  coalesce(pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0'), 0)::text as replayed`

/** What these columns read as. */
export type ReplicaRow = { is_replica: boolean; server: string; replayed: string }
