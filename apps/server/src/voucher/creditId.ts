import { createHash } from 'node:crypto'

/** Namespace of all credit ids. Changing it would give every reference a second credit. */
const namespace = Buffer.from('6f0d6c1c5b7f4d0e9a3e2f1b8c4d7a90', 'hex')

/**
 * Returns the id of the credit that an issuer grants under a reference: always the same one, so that a grant which is
 * repeated, or signed again after a restore, is the same voucher to the contract. [spec] UUIDv5, RFC 9562 5.5.
 */
export function creditId(issuer: string, reference: string): string {
  const bytes = createHash('sha1').update(namespace).update(`${issuer}\n${reference}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
