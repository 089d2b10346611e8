/** A name that stands nowhere in the server: where it is seen in a statement, a payload has got there. */
export const marker = 'zz_injected'

/** Ends of a value and of the statement around it, as they stand in some place of some statement. */
const breakouts = [
  "'",
  '"',
  "')",
  '")',
  "'))",
  "';",
  '");',
  "\\'",
  "''",
  '$$',
  '$1',
  '?',
  '??',
  ':a',
  '',
  '0',
  '-1',
  '*/',
  '\u2019',
  '%27',
  '`',
  ']',
  "E'",
]

/** What would be run behind them. */
const attacks = [
  ` or 1=1 -- ${marker}`,
  ` or '1'='1' /* ${marker} */`,
  ` union select null as ${marker} --`,
  ` union all select version() as ${marker}, null, null --`,
  `; drop table ${marker}; --`,
  `; create table ${marker} (a int); --`,
  `; select pg_sleep(5) as ${marker}; --`,
  `; copy (select 1 as ${marker}) to program 'true'; --`,
  `; set role ${marker}; --`,
  `; notify ${marker}; --`,
  `; listen ${marker}; --`,
  `; update users set version = 0 where '${marker}' = '${marker}'; --`,
  `; insert into users (address) values ('${marker}'); --`,
  ` and (select count(*) as ${marker} from users) > 0 --`,
  ` || (select '${marker}') || `,
  `::${marker}`,
  ` limit 1 offset (select 1 as ${marker}) --`,
  ` returning address as ${marker} --`,
  `\n; commit; drop schema ${marker} cascade; begin; --`,
  ` for update of ${marker}`,
  `; do $a$ begin perform ${marker}(); end $a$; --`,
  ` order by (select 1 as ${marker})`,
]

/** Texts that would change a statement if they came to stand in one instead of beside it. */
export const sqlPayloads: readonly string[] = breakouts.flatMap((breakout) =>
  attacks.map((attack) => `${breakout}${attack}`),
)
