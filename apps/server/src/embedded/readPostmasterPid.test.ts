import { describe, expect, test } from 'vitest'
import { parsePostmasterPid } from './readPostmasterPid.js'

describe('parsePostmasterPid', () => {
  test('default', () => {
    const text = '4242\n/data/postgres\n1763831000\n5432\n/data/postgres-socket\n\n  1234 5\nready   \n'
    expect(parsePostmasterPid(text)).toEqual({
      pid: 4242,
      dataDirectory: '/data/postgres',
      socketDir: '/data/postgres-socket',
    })
  })

  test('behavior: before the socket is open there is no socket folder', () => {
    expect(parsePostmasterPid('4242\n/data/postgres\n1763831000\n5432\n')?.socketDir).toBeNull()
  })

  test('behavior: a standalone backend writes its pid negated', () => {
    expect(parsePostmasterPid('-4242\n/data/postgres\n')?.pid).toBe(4242)
  })

  test.each(['', '\n', '0\n/data\n', 'pid\n/data\n', '4242', '4242\n\n'])('behavior: %j is no lock file', (text) => {
    expect(parsePostmasterPid(text)).toBeNull()
  })
})
