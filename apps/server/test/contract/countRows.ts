import type { Knex } from 'knex'

/** Counts the rows of every table, and what the versions of all users add up to. */
export async function countRows(knex: Knex): Promise<Record<string, number>> {
  const { rows: tables } = await knex.raw<{ rows: { name: string }[] }>(
    "select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname",
  )
  const counts = tables.map(({ name }) => `select '${name}' as name, count(*)::int as count from "${name}"`)
  const versions = `select 'versions of users', coalesce(sum(version), 0)::int from users`
  const { rows } = await knex.raw<{ rows: { name: string; count: number }[] }>(
    [...counts, versions].join(' union all '),
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}
