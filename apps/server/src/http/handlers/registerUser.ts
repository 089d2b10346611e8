import { registerUser } from '../../domain/registerUser.js'
import type { Handler } from '../Handler.js'

/** Answers registerUser: 200 with how the user stands, the first time and every time after. */
export function createRegisterUser(deps: Parameters<typeof registerUser>[0]): Handler<'registerUser'> {
  return async function answerRegisterUser({ body: { address } }, { actor }) {
    return { status: 200, type: 'application/json', body: await registerUser(deps, { actor, address }) }
  }
}
