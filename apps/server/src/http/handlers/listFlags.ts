import type { ReadPool } from '../../db/openReadPool.js'
import { listFlags } from '../../domain/listFlags.js'
import type { Handler } from '../Handler.js'
import { parsePageCursor, presentPageCursor } from '../PageCursor.js'
import { readAddress } from '../readAddress.js'

const defaultLimit = 50

/** Fits what a double holds. */
const flagId = /^[1-9][0-9]{0,14}$/

/** Answers listFlags: one page of flags. */
export function createListFlags(reads: ReadPool): Handler<'listFlags'> {
  return async function answerListFlags({ query }, { actor }) {
    const behind = parsePageCursor(query.cursor, flagId)
    const { flags, last } = await listFlags(reads, {
      actor,
      address: query.address === undefined ? null : readAddress(query.address),
      type: query.type ?? null,
      active: query.active === undefined ? null : query.active === 'true',
      limit: query.limit ?? defaultLimit,
      behind: behind === null ? null : Number(behind),
    })
    return { status: 200, type: 'application/json', body: { flags: [...flags], nextCursor: presentPageCursor(last) } }
  }
}
