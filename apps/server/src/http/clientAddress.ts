import type { IncomingMessage } from 'node:http'
import { isIP, isIPv6 } from 'node:net'

type From = {
  /** The other end of the socket. */
  readonly peer: string | undefined
  readonly forwardedFor: string | undefined
  readonly trustedProxyHops: number
}

/**
 * Returns whom limits count a request for: the peer, or behind `trustedProxyHops` proxies of ours the entry of
 * `X-Forwarded-For` that the outermost of them wrote. Everything left of that is the client's own invention.
 *
 * **Shape:** an IPv4 address, or the /64 of an IPv6 one: a household has 2^64 of those.
 */
export function clientAddress({ peer = '', forwardedFor = '', trustedProxyHops }: From): string {
  const entries = trustedProxyHops > 0 && forwardedFor !== '' ? forwardedFor.split(',') : []
  const entry = withoutPort(entries.slice(-trustedProxyHops)[0]?.trim() ?? '')
  return network(isIP(entry) ? entry : peer)
}

/** Returns the client address of a request. */
export function clientAddressOf({ socket, headers }: IncomingMessage, trustedProxyHops: number): string {
  const forwardedFor = headers['x-forwarded-for']?.toString()
  return clientAddress({ peer: socket.remoteAddress, forwardedFor, trustedProxyHops })
}

/** Some proxies write the port too: `192.0.2.7:5123`, `[2001:db8::1]:5123`. */
function withoutPort(entry: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry
}

function network(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail ? tail.split(':').length : 0
  if (tail !== undefined)
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - rest)).fill('0'), ...tail.split(':'))
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}::/64`
}
