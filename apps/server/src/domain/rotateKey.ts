import type { IssuedApiKey } from '@credits-server/contract'
import type { Knex } from 'knex'
import { aimAt } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { makeApiKey } from '../keys/ApiKeyText.js'
import { type KeyRow, presentKey } from '../keys/KeyRow.js'
import type { Actor } from './Actor.js'
import { assertWithinOwnRights } from './assertWithinOwnRights.js'
import { authorise } from './authorise.js'
import { insertKey } from './insertKey.js'
import { isLive, lockKeys } from './lockKeys.js'

type Deps = { readonly knex: Knex; readonly forgetKey: (id: string) => void }

type Input = {
  readonly actor: Actor
  readonly id: string
  readonly overlapSeconds: number
  readonly expiresAt?: string
}

/**
 * Makes a key that takes over from another one: the same client, scopes and quota. The old one ends after the overlap, or when it
 * would have anyway.
 *
 * **Errors:** FORBIDDEN, ABOVE_OWN_RIGHTS, UNAUTHORIZED; KEY_NOT_FOUND, KEY_ENDED; EXPIRY_IN_PAST; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** rotateKey.
 */
export async function rotateKey({ knex, forgetKey }: Deps, input: Input): Promise<IssuedApiKey> {
  const { actor, id, overlapSeconds } = input
  authorise(actor, 'keys:write')
  const made = makeApiKey()
  try {
    const row = await commitWrite(knex, aimAt(actor, id, { newKeyId: made.id }), async (trx) => {
      const { at, key: old } = await lockKeys(trx, actor, id)
      if (old === null) throw new CreditsError('KEY_NOT_FOUND')
      if (!isLive(old, at)) throw new CreditsError('KEY_ENDED')
      const rights = {
        client: old.client,
        scopes: old.scopes,
        dailyQuotaWei: old.daily_quota_wei === null ? null : BigInt(old.daily_quota_wei),
        expiresAt: input.expiresAt === undefined ? old.expires_at : new Date(input.expiresAt),
      }
      // Whoever could rotate a key that is allowed more would hold it afterwards.
      assertWithinOwnRights(actor, rights)
      if (rights.expiresAt !== null && rights.expiresAt <= at) throw new CreditsError('EXPIRY_IN_PAST')
      await endAfter(trx, old, at, overlapSeconds)
      return insertKey(trx, made, rights, at)
    })
    return { secret: made.text, key: presentKey(row) }
  } finally {
    forgetKey(id)
  }
}

async function endAfter(trx: Knex.Transaction, { id, expires_at }: KeyRow, at: Date, seconds: number): Promise<void> {
  const endsAt = new Date((Math.ceil(at.getTime() / 1_000) + seconds) * 1_000)
  const key = trx('api_keys').where({ id })
  if (seconds === 0) await key.update({ revoked_at: at })
  else if (expires_at === null || endsAt < expires_at) await key.update({ expires_at: endsAt })
}
