import pg from 'pg'

/** Writes many credits of a hundred users each, with their entries, in one go: as issueCredits would, but for the signature. */
export async function insertManyCredits(connectionString: string, count: number): Promise<void> {
  const hex = (salt: string) => `md5(n || '${salt}')`
  const row = `
    select n, '0x' || lpad(to_hex(n % 100 + 1), 40, '0') as address, (n / 100 + 1) as version,
      ${hex('id')}::uuid as id, timestamptz '2026-03-17Z' + n * interval '1 ms' as at
    from generate_series(0, ${count} - 1) n`
  // Of its own, because the pool of writes gives up after seconds.
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(`
    begin;
    insert into users (address, version, known_at, last_at)
      select address, max(version), min(at), max(at) from (${row}) r group by address;
    insert into credits (id, address, issuer, reference, reason, annotation, value_wei, created_at, claimed_at, expires_at,
        chain_id, contract, salt, hash, signer, signature)
      select id, address, 'many', 'many:' || n, case n % 3 when 0 then '=1+1' else repeat('ä€"', 80) end, repeat('ß', 200),
        1000000000000000001 * (n % 7 + 1), at, at, '2099-01-01Z', 80002, '0x' || repeat('11', 20),
        '0x' || ${hex('a')} || ${hex('b')}, '0x' || ${hex('c')} || ${hex('d')}, '0x' || repeat('22', 20), '0x' || repeat('33', 65)
      from (${row}) r;
    insert into entries (address, version, kind, credit_id, amount_wei, cause, actor, at)
      select address, version, 'granted', id, 1000000000000000001 * (n % 7 + 1), 'operator', 'many', at from (${row}) r;
    commit;
    analyze;`)
  } finally {
    await client.end()
  }
}
