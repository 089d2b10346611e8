import { describe, expect, test } from 'vitest'
import { openConnection } from '../../test/badInputTools.js'
import { openStream } from '../../test/openStream.js'
import { startTestServer } from '../../test/startTestServer.js'
import { demoUsers } from '../seed/demoUsers.js'

describe('leaveWhileDraining', () => {
  test.each(['0', '64'])(
    'default: while the server drains it ends its streams and every answer closes its connection, with %s MB of copies',
    async (cacheMb) => {
      const server = await startTestServer({ seed: true, env: { CACHE_MB: cacheMb } })
      const path = `/users/${demoUsers.fresh.address}/credits`
      const stream = await openStream(`${server.url}${path}/stream`)
      await stream.next()

      const before = openConnection(server)
      before.write([`GET ${path} HTTP/1.1`, 'Host: localhost'])
      await expect.poll(() => before.text()).toMatch(/"credits":/)
      expect(before.text()).toMatch(/^Connection: keep-alive\r$/m)

      const underWay = openConnection(server)
      underWay.socket.write(`GET ${path} HTTP/1.1\r\n`)
      await new Promise((resolve) => setTimeout(resolve, 500))
      const stopped = server.stop()
      await stream.ended()
      await expect(fetch(server.url + path)).rejects.toThrow()
      underWay.socket.write('Host: localhost\r\n\r\n')
      await expect.poll(() => underWay.text()).toMatch(/"credits":/)
      expect(underWay.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
      expect(underWay.text()).toMatch(/^Connection: close\r$/m)
      await stopped
    },
  )
})
