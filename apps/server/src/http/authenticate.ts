import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import type { Actor } from '../domain/Actor.js'
import { CreditsError } from '../errors/CreditsError.js'
import { unauthorized } from '../errors/unauthorized.js'
import { parseApiKey } from '../keys/ApiKeyText.js'
import type { Keyring } from '../keys/createKeyring.js'
import type { UseNotes } from '../keys/createUseNotes.js'

/** Says who asks. */
export type Authenticate = (ctx: Context) => Promise<Actor>

type Deps = {
  readonly rootApiKey: string
  readonly keyring: Pick<Keyring, 'find'>
  readonly useNotes: Pick<UseNotes, 'note'>
}

/**
 * Creates the check of `Authorization: Bearer <key>`: the root key, or one of the table. Keys are compared as digests in
 * constant time. What cannot be a key is refused without asking anybody, and a key in the query is none.
 *
 * **Errors:** UNAUTHORIZED; MALFORMED_REQUEST for two Authorization lines, of which Node would drop one; UNAVAILABLE when nobody
 * can say whether the key is good.
 */
export function createAuthenticate({ rootApiKey, keyring, useNotes }: Deps): Authenticate {
  const rootDigest = digest(rootApiKey)
  return async function authenticate({ req }) {
    const lines = req.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization')
    if (lines.length > 1) throw new CreditsError('MALFORMED_REQUEST')
    const [, text = ''] = /^Bearer ([!-~]+)$/i.exec(req.headers.authorization ?? '') ?? []
    if (text !== '' && timingSafeEqual(digest(text), rootDigest)) return { client: 'root', scopes: 'all' }
    const key = parseApiKey(text)
    const holder = key && (await keyring.find(key))
    if (holder === null) throw unauthorized()
    useNotes.note(holder.key.id)
    return holder
  }
}

const digest = (key: string) => createHash('sha256').update(key).digest()
