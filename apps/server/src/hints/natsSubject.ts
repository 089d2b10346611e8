import { type Address, parseAddress } from '@credits-server/onchain'

const prefix = 'credits.hint.'

/** Names the subject of an address's hints; what is sent to it is the version, in decimal digits. */
export function natsSubject(address: Address): string {
  return `${prefix}${address}`
}

/** Reads the address that a subject is of, or null. */
export function addressOfSubject(subject: string): Address | null {
  return subject.startsWith(prefix) ? parseAddress(subject.slice(prefix.length)) : null
}
