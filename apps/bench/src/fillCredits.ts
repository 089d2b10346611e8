import { createHash } from 'node:crypto'
import { inDatabase } from './startPostgres.js'

/** Users of one kind: so many of them, each with so many credits that can be spent. `kind` makes their addresses their own. */
export type Crowd = { readonly kind: string; readonly users: number; readonly creditsEach: number }

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** Returns the address of a user of a crowd, as `fillCredits` has made it: they lie scattered in every index. */
export function addressOf({ kind }: Crowd, user: number): string {
  return `0x${md5(`${kind}${user}`)}${md5(`${user}${kind}`).slice(0, 8)}`
}

/**
 * Writes a crowd with its credits and entries: rows as issueCredits would write them, but for what is signed, which only has the
 * form of it. Two sessions write half of it each. The indexes are built when all rows are there, which takes a tenth of the
 * time, and the foreign keys are not looked up.
 */
export async function fillCredits(connectionString: string, crowds: readonly Crowd[]): Promise<void> {
  const run = (statement: string) =>
    inDatabase(connectionString, async (client) => {
      await client.query(`set session_replication_role = replica; set maintenance_work_mem = '512MB'`)
      await client.query(statement)
    })
  const tables = ['users', 'credits', 'entries'] as const
  for (const table of tables) {
    await run(`update pg_index set indisready = false where indrelid = '${table}'::regclass`)
  }
  for (const crowd of crowds) await Promise.all([0, 1].map((half) => run(rowsOf(crowd, half))))
  await Promise.all(tables.map((table) => run(`reindex table ${table}`)))
  await Promise.all(tables.map((table) => run(`vacuum (analyze) ${table}`)))
}

const createdAt = `timestamptz '2026-03-16Z' + u.n % 1000000 * interval '1 s' + i * interval '1 ms'`

function rowsOf({ kind, users, creditsEach }: Crowd, half: number): string {
  const address = `'0x' || md5('${kind}' || u.n) || left(md5(u.n || '${kind}'), 8)`
  const from = `generate_series(${half}, ${users - 1}, 2) u (n)`
  const credits = `${from} cross join generate_series(1, ${creditsEach}) i
    cross join lateral (select '${kind}' || u.n || ' ' || i as name) c`
  const hex = (salt: string) => `md5('${salt}' || name)`
  const id = `${hex('id')}::uuid`
  return `
    insert into users (address, version, known_at, last_at)
      select ${address}, ${creditsEach}, at, at from ${from}
        cross join lateral (select ${createdAt} as at from (select ${creditsEach} as i) last) t;
    insert into credits (id, address, issuer, reference, reason, value_wei, created_at, claimed_at, expires_at, chain_id, contract,
        salt, hash, signer, signature)
      select ${id}, ${address}, 'bench', 'idem:' || name, 'A prize of the season', 12500000000000000000,
        ${createdAt}, ${createdAt}, timestamptz '2090-01-08Z' + u.n % 1000 * interval '1 day', 80002, '0x' || repeat('11', 20),
        '0x' || ${hex('a')} || ${hex('b')}, '0x' || ${hex('c')} || ${hex('d')}, '0x' || repeat('22', 20),
        '0x' || ${hex('e')} || ${hex('f')} || ${hex('g')} || ${hex('h')} || '1b'
      from ${credits};
    insert into entries (address, version, kind, credit_id, amount_wei, cause, actor, at)
      select ${address}, i, 'granted', ${id}, 12500000000000000000, 'operator', 'bench', ${createdAt} from ${credits}`
}
