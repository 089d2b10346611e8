import { describe, expect, test } from 'vitest'
import { clientAddress } from './clientAddress.js'

describe('clientAddress', () => {
  const peer = '10.0.0.9'

  test('default: the other end of the socket, whatever X-Forwarded-For says', () => {
    const forwardedFor = '203.0.113.7'
    expect(clientAddress({ peer, forwardedFor, trustedProxyHops: 0 })).toBe(peer)
    expect(clientAddress({ peer, forwardedFor: undefined, trustedProxyHops: 0 })).toBe(peer)
  })

  test.each([
    [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    [2, '198.51.100.1, 203.0.113.7,10.0.0.8', '203.0.113.7'],
    [3, '203.0.113.7, 10.0.0.8', '203.0.113.7'],
    [1, '203.0.113.7:5123', '203.0.113.7'],
    [1, '[2001:db8:1:2:3::4]:5123', '2001:db8:1:2::/64'],
    [1, '2001:db8:1:2:3::4', '2001:db8:1:2::/64'],
  ])('behavior: behind %i proxies, %s is %s', (trustedProxyHops, forwardedFor, expected) => {
    expect(clientAddress({ peer, forwardedFor, trustedProxyHops })).toBe(expected)
  })

  test.each(['', 'unknown', '203.0.113.7, ', '203.0.113.7 10.0.0.8', '999.1.1.1', "'; drop table"])(
    'behavior: where the proxy wrote no address (%j) it is the proxy itself',
    (forwardedFor) => {
      expect(clientAddress({ peer, forwardedFor, trustedProxyHops: 1 })).toBe(peer)
    },
  )

  test.each([
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0001::', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ])('behavior: %s counts as %s, in whatever spelling', (address, expected) => {
    expect(clientAddress({ peer: address, forwardedFor: undefined, trustedProxyHops: 0 })).toBe(expected)
  })
})
