import { describe, expect, test } from 'vitest'
import { parseNatsPlace } from './parseNatsPlace.js'

describe('parseNatsPlace', () => {
  test.each([
    ['nats://host', { servers: ['host:4222'], isTls: false, credentials: {} }],
    ['tls://host:4443/', { servers: ['host:4443'], isTls: true, credentials: {} }],
    ['nats://[::1]:5', { servers: ['[::1]:5'], isTls: false, credentials: {} }],
    ['nats://me:p%40ss%2F@host', { servers: ['host:4222'], isTls: false, credentials: { user: 'me', pass: 'p@ss/' } }],
    ['nats://t%3Aken@host', { servers: ['host:4222'], isTls: false, credentials: { token: 't:ken' } }],
    ['nats://t@a, nats://t@b:5', { servers: ['a:4222', 'b:5'], isTls: false, credentials: { token: 't' } }],
  ])('default: %s', (text, place) => {
    expect(parseNatsPlace(text)).toEqual(place)
  })

  test.each([
    '',
    'host:4222',
    'nats://',
    'nats:///',
    'nats://host:70000',
    'nats://host:port',
    'ws://host',
    'http://host',
    'nats://host/path',
    'nats://host?tls=true',
    'nats://host#part',
    'nats://:pass@host',
    'nats://me:pa/ss@host',
    'nats://me:4222#ss@host',
    'nats://me:%zz@host',
    'nats://a b@host:x',
    'nats://a,',
    'nats://a,http://b',
    'nats://a,tls://b',
    'nats://me:pass@a,nats://b',
  ])('error: %j', (text) => {
    expect(parseNatsPlace(text)).toBeNull()
  })
})
