import type { ApiKey } from '@credits-server/contract'
import type { Knex } from 'knex'
import { aimAt } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { presentKey } from '../keys/KeyRow.js'
import type { Actor } from './Actor.js'
import { authorise } from './authorise.js'
import { lockKeys } from './lockKeys.js'

type Deps = { readonly knex: Knex; readonly forgetKey: (id: string) => void }

type Input = { readonly actor: Actor; readonly id: string }

/**
 * Ends a key for good: here at once, on other instances when they ask again. One that was revoked before stays as it is. A key
 * may revoke one that is allowed more: taking away makes nobody more powerful, and a leak should be stopped by whoever sees it.
 *
 * **Errors:** FORBIDDEN, UNAUTHORIZED; KEY_NOT_FOUND; UNAVAILABLE, OUTCOME_UNKNOWN. **Source:** revokeKey.
 */
export async function revokeKey({ knex, forgetKey }: Deps, { actor, id }: Input): Promise<ApiKey> {
  authorise(actor, 'keys:write')
  try {
    return await commitWrite(knex, aimAt(actor, id), async (trx) => {
      const { at, key } = await lockKeys(trx, actor, id)
      if (key === null) throw new CreditsError('KEY_NOT_FOUND')
      if (key.revoked_at !== null) return presentKey(key)
      await trx('api_keys').where({ id }).update({ revoked_at: at })
      return presentKey({ ...key, revoked_at: at })
    })
  } finally {
    // Whether or not the commit was heard of.
    forgetKey(id)
  }
}
