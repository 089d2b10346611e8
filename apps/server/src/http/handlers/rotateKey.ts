import { rotateKey } from '../../domain/rotateKey.js'
import type { Handler } from '../Handler.js'

/** Answers rotateKey: 201 with the new key, this one time. */
export function createRotateKey(deps: Parameters<typeof rotateKey>[0]): Handler<'rotateKey'> {
  return async function answerRotateKey({ path, body }, { actor }) {
    return { status: 201, type: 'application/json', body: await rotateKey(deps, { ...body, id: path.id, actor }) }
  }
}
