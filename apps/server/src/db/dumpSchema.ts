import type { Knex } from 'knex'

/**
 * Writes down the schema as the database itself describes it: domains, tables with columns and constraints, indexes,
 * functions, triggers. The embedded Postgres ships without pg_dump, and this text is the same on every version.
 */
export async function dumpSchema(knex: Knex): Promise<string> {
  return knex.transaction(async (trx) => {
    // Dates within checks are shown in the session's time zone.
    await trx.raw("set local timezone to 'UTC'")
    const { rows } = await trx.raw<{ rows: { line: string }[] }>(statement)
    return `${rows.map(({ line }) => line).join('\n')}\n`
  })
}

/** knex keeps its own tables; not-null constraints are shown with their columns (Postgres 18 also lists them apart). */
const statement = `
with relation as (
  select c.oid, c.relname from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'knex\\_%'
)
select line from (
  select 1 as part, t.typname::text as name, 0 as place,
    format('domain %s %s %s', t.typname, format_type(t.typbasetype, t.typtypmod),
      string_agg(format('%s %s', k.conname, pg_get_constraintdef(k.oid)), ' ' order by k.conname)) as line
  from pg_type t left join pg_constraint k on k.contypid = t.oid
  where t.typnamespace = 'public'::regnamespace and t.typtype = 'd'
  group by t.oid
  union all
  select 2, r.relname, a.attnum, format('column %s.%s %s%s%s%s', r.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then ' not null' else '' end,
      case when d.adbin is null then '' else ' default ' || pg_get_expr(d.adbin, d.adrelid) end,
      case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end)
  from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
  union all
  select 3, r.relname || '.' || k.conname, 0, format('constraint %s.%s %s', r.relname, k.conname, pg_get_constraintdef(k.oid))
  from relation r join pg_constraint k on k.conrelid = r.oid and k.contype <> 'n'
  union all
  select 4, i.indexname, 0, i.indexdef from pg_indexes i join relation r on r.relname = i.tablename
  where i.schemaname = 'public'
  union all
  select 5, p.proname, 0, pg_get_functiondef(p.oid) from pg_proc p
  where p.pronamespace = 'public'::regnamespace and not exists (
    select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all
  select 6, t.tgname, 0, pg_get_triggerdef(t.oid) from pg_trigger t join relation r on r.oid = t.tgrelid
  where not t.tgisinternal
) described
order by part, name collate "C", place`
