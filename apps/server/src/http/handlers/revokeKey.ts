import { revokeKey } from '../../domain/revokeKey.js'
import type { Handler } from '../Handler.js'

/** Answers revokeKey: the key, revoked. */
export function createRevokeKey(deps: Parameters<typeof revokeKey>[0]): Handler<'revokeKey'> {
  return async function answerRevokeKey({ path }, { actor }) {
    return { status: 200, type: 'application/json', body: await revokeKey(deps, { actor, id: path.id }) }
  }
}
