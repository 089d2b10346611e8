import type { ApiKey, AuditPage, IssuedApiKey, operations } from '@credits-server/contract'
import { type CallOptions, callOperation, once } from '../request/callOperation.js'
import type { Api } from '../request/createApi.js'
import { has } from '../request/isAnswer.js'
import type { ReadonlyDeep } from '../request/ReadonlyDeep.js'
import { type PageOptions, readPages } from '../request/readPages.js'

/** Who a key is for, and what it may do. Source: the body of createKey. */
export type NewKey = ReadonlyDeep<operations['createKey']['requestBody']['content']['application/json']>

/** How a new key takes over. Source: the body of rotateKey. */
export type KeyRotation = ReadonlyDeep<operations['rotateKey']['requestBody']['content']['application/json']>

/** One write, and who has made it. */
export type AuditRecord = AuditPage['records'][number]

export type ListKeysOptions = PageOptions & { readonly client?: string }

/** Which records; without any of them all. Source: the query of readAudit. */
export type ReadAuditOptions = PageOptions &
  Omit<NonNullable<operations['readAudit']['parameters']['query']>, 'limit' | 'cursor'>

/** Calls about who may do what, and who has done it. **Errors:** CreditsApiError. */
export type KeyCalls = {
  /**
   * Makes an API key for a client; its `secret` is shown this one time. It is sent once: after `code` OUTCOME_UNKNOWN, TIMEOUT
   * or NETWORK look with listKeys what was made, and revoke it. **Source:** createKey.
   */
  createKey(key: NewKey, options?: CallOptions): Promise<IssuedApiKey>
  /** Iterates the keys, newest first, a page at a time. **Source:** listKeys. */
  listKeys(options?: ListKeysOptions): AsyncGenerator<ApiKey, void, undefined>
  /** Makes a key that takes over from another one, which ends after the overlap. It is sent once, as createKey is. **Source:** rotateKey. */
  rotateKey(id: string, rotation: KeyRotation, options?: CallOptions): Promise<IssuedApiKey>
  /** Ends a key for good, everywhere within five seconds. **Source:** revokeKey. */
  revokeKey(id: string, options?: CallOptions): Promise<ApiKey>
  /** Iterates who has changed what, newest first, a page at a time. **Source:** readAudit. */
  readAudit(options?: ReadAuditOptions): AsyncGenerator<AuditRecord, void, undefined>
}

const isIssuedKey = has('key', 'secret')

/** Creates the calls about keys. */
export function createKeyCalls(api: Api): KeyCalls {
  return {
    createKey: (body, options) => callOperation(once(api), 'post', '/keys', { body, ...options }, isIssuedKey),
    listKeys: ({ client, ...options } = {}) => readPages(api, '/keys', 'keys', options, { query: { client } }),
    rotateKey: (id, body, options) =>
      callOperation(once(api), 'post', '/keys/{id}/rotate', { path: { id }, body, ...options }, isIssuedKey),
    revokeKey: (id, options) =>
      callOperation(api, 'delete', '/keys/{id}', { path: { id }, ...options }, has('id', 'client')),
    readAudit: ({ pageSize, signal, ...query } = {}) =>
      readPages(api, '/audit', 'records', { pageSize, signal }, { query }),
  }
}
