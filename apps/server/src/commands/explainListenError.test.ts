import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { explainListenError } from './explainListenError.js'

const addresses = { port: 80, host: '127.0.0.1', opsPort: 3_001, opsHost: '127.0.0.1' }

describe('explainListenError', () => {
  // A port in use is shown end to end in serve.test.ts.
  test('default: an address of another machine, as node reports it', async () => {
    const host = '192.0.2.1'
    const error = await listenError({ port: 80, host })
    expect(explainListenError(error, { ...addresses, host })).toMatchObject({
      name: 'CommandError',
      message: 'HOST 192.0.2.1 is no address of this machine. Set HOST to 127.0.0.1, or 0.0.0.0 for all.',
      cause: error,
    })
  })

  test('behavior: a name that nobody knows, as node reports it', async () => {
    const opsHost = 'nowhere.invalid'
    const error = await listenError({ port: 3_001, host: opsHost })
    expect(explainListenError(error, { ...addresses, opsHost })).toMatchObject({
      message: 'OPS_HOST nowhere.invalid has no address. Set OPS_HOST to 127.0.0.1, or 0.0.0.0 for all.',
    })
  })

  test('behavior: a port that only root may open', () => {
    const error = Object.assign(new Error(), { code: 'EACCES', port: 80, address: '127.0.0.1' })
    expect(explainListenError(error, addresses)).toMatchObject({
      message: 'PORT 80 is not open to this user. Set PORT to 1024 or more.',
    })
  })

  test('behavior: a port in use, by the variable it came from', () => {
    const error = Object.assign(new Error(), { code: 'EADDRINUSE', port: 3_001, address: '127.0.0.1' })
    expect(explainListenError(error, addresses)).toMatchObject({
      message: 'OPS_PORT 3001 on 127.0.0.1 is in use. Stop what listens there, or set OPS_PORT to a free one.',
    })
  })

  test('behavior: any other error is left as it is', () => {
    const error = new TypeError('a bug')
    expect(explainListenError(error, addresses)).toBe(error)
  })
})

function listenError(options: { port: number; host: string }): Promise<Error> {
  return new Promise((resolve) => createServer().once('error', resolve).listen(options))
}
