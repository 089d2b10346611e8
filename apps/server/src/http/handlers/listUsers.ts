import type { Address } from '@credits-server/onchain'
import type { ReadPool } from '../../db/openReadPool.js'
import { listUsers } from '../../domain/listUsers.js'
import type { Handler } from '../Handler.js'
import { parsePageCursor, presentPageCursor } from '../PageCursor.js'

const defaultLimit = 50

/** Answers listUsers: one page of users. */
export function createListUsers(reads: ReadPool): Handler<'listUsers'> {
  return async function answerListUsers({ query }, { actor }) {
    const { users, last } = await listUsers(reads, {
      actor,
      status: query.status ?? null,
      limit: query.limit ?? defaultLimit,
      behind: parsePageCursor(query.cursor, /^0x[0-9a-f]{40}$/) as Address | null,
    })
    return { status: 200, type: 'application/json', body: { users: [...users], nextCursor: presentPageCursor(last) } }
  }
}
