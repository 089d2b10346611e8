import type { ReadPool } from '../db/openReadPool.js'

/** How many requests a second an API client may send, to however many instances. */
export type ClientRate = {
  /**
   * Takes one request from what the client has left, and tells whether there was one.
   *
   * **Errors:** UNAVAILABLE when nobody can say.
   */
  take(client: string): Promise<boolean>
}

type Waiting = { resolve(isTaken: boolean): void; reject(error: unknown): void }

/**
 * Creates the rate of API clients: a bucket of one second's requests for each, which is a row, so all instances together count
 * exactly. It asks one question at a time, and whatever comes meanwhile goes into the next one: a request alone costs a statement
 * of its own, a hundred at once cost one together. First come, first served.
 */
export function createClientRate(reads: ReadPool, perSecond: number): ClientRate {
  let due = new Map<string, Waiting[]>()
  let asking = false

  async function askAll(): Promise<void> {
    asking = true
    while (due.size > 0) {
      const asked = due
      due = new Map()
      await ask(asked)
    }
    asking = false
  }

  async function ask(asked: ReadonlyMap<string, readonly Waiting[]>): Promise<void> {
    try {
      const wanted = [...asked.values()].map(({ length }) => length)
      const rows = await reads.read<Row>(takeRequests, [[...asked.keys()], wanted, perSecond])
      const taken = new Map(rows.map(({ client, taken }) => [client, taken]))
      for (const [client, waiting] of asked) {
        for (const [index, { resolve }] of waiting.entries()) resolve(index < (taken.get(client) ?? 0))
      }
    } catch (error) {
      for (const { reject } of [...asked.values()].flat()) reject(error)
    }
  }

  return {
    take(client) {
      return new Promise((resolve, reject) => {
        const waiting = due.get(client) ?? []
        waiting.push({ resolve, reject })
        due.set(client, waiting)
        if (!asking) void askAll()
      })
    },
  }
}

type Row = { readonly client: string; readonly taken: number }

/**
 * In whole numbers: a microsecond brings as many millionths of a request as the rate is requests a second. The clock is read
 * behind the row's lock and never runs back. Rows are locked in the order of their names, so no two instances wait for each other.
 */
const takeRequests = {
  name: 'take-requests',
  text: `insert into client_rates as held (client, left_millionths, counted_at, taken)
    select client, 1000000 * ($3::bigint - least(wanted, $3::bigint)), clock_timestamp(), least(wanted, $3::bigint)
    from unnest($1::text[], $2::bigint[]) as asked (client, wanted) order by client
    on conflict (client) do update set (left_millionths, counted_at, taken) = (
      select had - 1000000 * least(excluded.taken, had / 1000000), at, least(excluded.taken, had / 1000000)
      from (select greatest(held.counted_at, clock_timestamp()) as at) as clock,
        lateral (select least(1000000, 1000000 * extract(epoch from at - held.counted_at))::bigint as passed) as pause,
        lateral (select least(1000000 * $3::bigint, held.left_millionths + passed * $3::bigint) as had) as bucket
    )
    returning client, taken`,
}
