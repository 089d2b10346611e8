import type { Knex } from 'knex'
import type { Logger } from 'pino'

/** Notes when keys are used. */
export type UseNotes = {
  /** Takes the note and returns at once. */
  note(keyId: string): void
  /** Writes what is still to be written. */
  close(): Promise<void>
}

type Deps = { readonly knex: Knex; readonly logger: Logger }

/** A key's `last_used_at` is that exact: one write a minute, however busy it is. */
const everyMs = 61_000

/** Notes are written together, a moment after the request that was first to need it. */
const delayMs = 500

/** Creates the notes of when keys were used. They are written beside the requests and never keep one waiting. */
export function createUseNotes({ knex, logger }: Deps): UseNotes {
  const notedAtMs = new Map<string, number>()
  let due = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const ids = [...due]
    due = new Set()
    if (ids.length === 0) return
    try {
      await knex.raw(statement, [ids])
    } catch (error) {
      // Nothing depends on it; the next use of the key notes it again.
      for (const id of ids) notedAtMs.delete(id)
      logger.warn({ err: error }, 'the use of keys cannot be noted')
    }
  }

  return {
    note(keyId) {
      const nowMs = performance.now()
      if (nowMs - (notedAtMs.get(keyId) ?? Number.NEGATIVE_INFINITY) < everyMs) return
      notedAtMs.set(keyId, nowMs)
      due.add(keyId)
      timer ??= setTimeout(write, delayMs).unref()
    },
    close: write,
  }
}

/** Of many instances that note one key the first one writes; a row that is being changed is left alone. */
const statement = `
  update api_keys set last_used_at = date_trunc('milliseconds', clock_timestamp()) where id in (
    select id from api_keys
    where id = any (?::text[]) and coalesce(last_used_at, '-infinity') <= clock_timestamp() - interval '1 minute'
    for no key update skip locked)`
