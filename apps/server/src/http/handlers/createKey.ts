import { createKey } from '../../domain/createKey.js'
import type { Handler } from '../Handler.js'

/** Answers createKey: 201 with the key, this one time. */
export function createCreateKey(deps: Parameters<typeof createKey>[0]): Handler<'createKey'> {
  return async function answerCreateKey({ body }, { actor }) {
    return { status: 201, type: 'application/json', body: await createKey(deps, { ...body, actor }) }
  }
}
