import type { ReadPool } from '../../db/openReadPool.js'
import { getUserStatus } from '../../domain/getUserStatus.js'
import type { Handler } from '../Handler.js'
import { readAddress } from '../readAddress.js'

/** Answers getUserStatus: how a user stands, also one whom nobody has met. */
export function createGetUserStatus(reads: ReadPool): Handler<'getUserStatus'> {
  return async function answerGetUserStatus({ path }, { actor }) {
    const standing = await getUserStatus(reads, { actor, address: readAddress(path.address) })
    return { status: 200, type: 'application/json', body: standing }
  }
}
