import { timingSafeEqual } from 'node:crypto'
import type { Scope } from '@credits-server/contract'
import type { ReadPool } from '../db/openReadPool.js'
import { type ApiKeyText, hashApiKey } from './ApiKeyText.js'
import type { KeyHolder } from './KeyHolder.js'

/** Knows who holds a key of the table. */
export type Keyring = {
  /** Returns whom a key stands for; null if it is wrong, revoked or expired. **Errors:** UNAVAILABLE. */
  find(key: ApiKeyText): Promise<KeyHolder | null>
  /** Asks the database the next time: something about this key has been committed here. */
  forget(id: string): void
}

/** A live key of the table, or that there is none of that id; until when it may be believed, by `performance.now()`. */
type Known = { readonly key: LiveKey | null; readonly untilMs: number }

type LiveKey = { readonly hash: Buffer; readonly holder: KeyHolder }

type Row = {
  id: string
  client: string
  hash: Buffer
  scopes: Scope[]
  daily_quota_wei: string | null
  expires_at: Date | null
  left_ms: string | null
}

/**
 * How long an answer of the database is believed, from before it was asked: what is revoked anywhere is refused everywhere
 * within five seconds.
 */
const believedMs = 4_500

/** Ids that are remembered, wrong ones among them: at most a few megabytes, whoever asks for what. */
const mostKnown = 10_000

/** One question has at most this many ids. */
const mostAsked = 1_000

/**
 * Creates the keyring. It asks one question at a time, and whatever is asked meanwhile goes into the next one: however many
 * wrong keys come, they cost the database one query after another and never a storm of them.
 */
export function createKeyring(reads: ReadPool): Keyring {
  const known = new Map<string, Known>()
  const due = new Map<string, Question>()
  /** Ids that were forgotten while they were being asked for: the answer may be from before. */
  let outdated = new Set<string>()
  let asking = false

  function look(id: string): Promise<LiveKey | null> | LiveKey | null {
    const found = known.get(id)
    if (found && performance.now() < found.untilMs) return found.key
    const question = due.get(id) ?? openQuestion()
    due.set(id, question)
    if (!asking) void askAll()
    return question.answer
  }

  async function askAll(): Promise<void> {
    asking = true
    while (due.size > 0) {
      const questions = new Map([...due].slice(0, mostAsked))
      for (const id of questions.keys()) due.delete(id)
      await ask(questions)
    }
    asking = false
  }

  async function ask(questions: ReadonlyMap<string, Question>): Promise<void> {
    const askedAtMs = performance.now()
    outdated = new Set()
    try {
      const rows = await reads.read<Row>(statement, [[...questions.keys()]])
      const found = new Map(rows.map((row) => [row.id, row]))
      for (const [id, question] of questions) {
        const row = found.get(id)
        const key = row ? liveKey(row) : null
        const lifeMs = Math.min(believedMs, Number(row?.left_ms ?? believedMs))
        if (!outdated.has(id)) remember(id, { key, untilMs: askedAtMs + lifeMs })
        question.resolve(key)
      }
    } catch (error) {
      for (const question of questions.values()) question.reject(error)
    }
  }

  function remember(id: string, entry: Known): void {
    known.delete(id)
    known.set(id, entry)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  }

  return {
    async find({ id, text }) {
      const key = await look(id)
      const isRight = timingSafeEqual(hashApiKey(text), key?.hash ?? noHash)
      return key && isRight ? key.holder : null
    },
    forget(id) {
      known.delete(id)
      outdated.add(id)
    },
  }
}

const noHash = Buffer.alloc(32)

const statement = {
  name: 'live keys',
  text: `select id, client, hash, scopes, daily_quota_wei, expires_at,
      extract(epoch from expires_at - clock_timestamp()) * 1000 as left_ms
    from api_keys
    where id = any ($1::text[]) and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`,
}

function liveKey({ id, client, hash, scopes, daily_quota_wei: quota, expires_at: expiresAt }: Row): LiveKey {
  const key = { id, dailyQuotaWei: quota === null ? null : BigInt(quota), expiresAt }
  return { hash, holder: { client, scopes, key } }
}

type Question = {
  readonly answer: Promise<LiveKey | null>
  resolve(key: LiveKey | null): void
  reject(error: unknown): void
}

function openQuestion(): Question {
  let resolve: Question['resolve'] = () => {}
  let reject: Question['reject'] = () => {}
  const answer = new Promise<LiveKey | null>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { answer, resolve, reject }
}
