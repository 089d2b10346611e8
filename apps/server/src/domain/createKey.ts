import type { IssuedApiKey, Scope } from '@credits-server/contract'
import { parseMana } from '@credits-server/onchain'
import type { Knex } from 'knex'
import { aimAt } from '../audit/Author.js'
import { commitWrite } from '../audit/commitWrite.js'
import { CreditsError } from '../errors/CreditsError.js'
import { makeApiKey } from '../keys/ApiKeyText.js'
import { presentKey } from '../keys/KeyRow.js'
import type { Actor } from './Actor.js'
import { assertWithinOwnRights } from './assertWithinOwnRights.js'
import { authorise } from './authorise.js'
import { insertKey } from './insertKey.js'
import { lockKeys } from './lockKeys.js'

type Deps = { readonly knex: Knex }

type Input = {
  readonly actor: Actor
  readonly client: string
  readonly scopes: readonly Scope[]
  /** **Units:** MANA. */
  readonly dailyQuota?: string
  readonly expiresAt?: string
}

/** Issuers of credits that no client may be taken for. */
const reservedClients = ['goals', 'root', 'demo']

/**
 * Makes a key for a client and shows it, the one time that it can be shown.
 *
 * **Errors:** FORBIDDEN, ABOVE_OWN_RIGHTS, UNAUTHORIZED; RESERVED_CLIENT, EXPIRY_IN_PAST; UNAVAILABLE, OUTCOME_UNKNOWN.
 * **Source:** createKey.
 */
export async function createKey({ knex }: Deps, { actor, ...asked }: Input): Promise<IssuedApiKey> {
  authorise(actor, 'keys:write')
  if (reservedClients.includes(asked.client)) throw new CreditsError('RESERVED_CLIENT')
  const rights = {
    client: asked.client,
    scopes: asked.scopes,
    dailyQuotaWei: asked.dailyQuota === undefined ? null : parseMana(asked.dailyQuota),
    expiresAt: asked.expiresAt === undefined ? null : new Date(asked.expiresAt),
  }
  assertWithinOwnRights(actor, rights)
  const made = makeApiKey()
  const row = await commitWrite(knex, aimAt(actor, made.id), async (trx) => {
    const { at } = await lockKeys(trx, actor, null)
    if (rights.expiresAt !== null && rights.expiresAt <= at) throw new CreditsError('EXPIRY_IN_PAST')
    return insertKey(trx, made, rights, at)
  })
  return { secret: made.text, key: presentKey(row) }
}
