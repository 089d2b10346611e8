import pg from 'pg'

/** The right to follow a chain for all instances: what it writes is refused once another has taken over. */
export type Lead = {
  readonly chainId: number
  /** Grows with each takeover. */
  readonly fence: number
}

/** A lead that is held until it is lost. */
export type HeldLead = {
  readonly lead: Lead
  /** Aborts when the connection that holds the lock is gone; another instance may lead by then. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** A connection that died without a word is noticed by us within heartbeat + patience, and by Postgres within 8 s. */
const heartbeatMs = 3_000
const patienceMs = 3_000

/**
 * Postgres keeps the lock of a machine that has vanished, and of a process that stands still while its system answers for it, until
 * it notices. [V] Given as `options` of the client these would be lost where the connection string has some of its own.
 */
const tryLock = `select set_config('tcp_keepalives_idle', '4', false), set_config('tcp_keepalives_interval', '2', false),
    set_config('tcp_keepalives_count', '2', false), set_config('idle_session_timeout', '6s', false),
    pg_try_advisory_lock(hashtextextended('credits-server follows chain ' || $1::text, 0)) as taken`

/**
 * Takes the lead of a chain; null when another instance has it. A lock of a session chooses who leads and ends with the process.
 * That is not enough for money: a leader that was paused or cut off may believe in its lock long after it is gone, so each
 * takeover raises the fence, and each write of a leader must find its own.
 *
 * **Errors:** those of pg.
 */
export async function takeLead(connectionString: string, chainId: number): Promise<HeldLead | null> {
  const client = new pg.Client({
    connectionString,
    application_name: 'credits-server chain',
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
    keepAlive: true,
  })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  let heartbeat: NodeJS.Timeout | undefined
  const release = async () => {
    clearInterval(heartbeat)
    lost.abort()
    // A connection that is dead never says that it has ended.
    const cut = setTimeout(() => client.connection.stream.destroy(), patienceMs)
    await client.end().catch(() => {})
    clearTimeout(cut)
  }
  try {
    await client.connect()
    const { rows } = await client.query<{ taken: boolean }>(tryLock, [chainId])
    if (rows[0]?.taken !== true) {
      await release()
      return null
    }
    const raised = await client.query<{ fence: string }>(
      `insert into chain_followers (chain_id, fence) values ($1, 1)
        on conflict (chain_id) do update set fence = chain_followers.fence + 1 returning fence`,
      [chainId],
    )
    heartbeat = setInterval(() => void client.query('select 1').catch(release), heartbeatMs).unref()
    return { lead: { chainId, fence: Number(raised.rows[0]?.fence) }, lost: lost.signal, release }
  } catch (error) {
    await release()
    throw error
  }
}
