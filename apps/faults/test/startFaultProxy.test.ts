import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FaultProxy, startFaultProxy } from '../tools/startFaultProxy.js'

describe('startFaultProxy', () => {
  let echo: Server
  let proxy: FaultProxy
  const sockets: Socket[] = []

  beforeEach(async () => {
    echo = createServer((socket) => {
      sockets.push(socket.on('error', () => {}))
      socket.pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(echo, 'listening')
    proxy = await startFaultProxy({ port: (echo.address() as AddressInfo).port, host: '127.0.0.1' })
  })
  afterEach(async () => {
    await proxy.close()
    for (const socket of sockets.splice(0)) socket.destroy()
    echo.close()
  })

  async function open() {
    const socket = connect(proxy.port, '127.0.0.1')
    sockets.push(socket)
    let text = ''
    let error = ''
    socket.on('data', (part) => {
      text += part
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      error = code ?? ''
    })
    await once(socket, 'connect')
    return { socket, text: () => text, error: () => error }
  }

  test('default: bytes and ends pass both ways, and are counted', async () => {
    const { socket, text } = await open()
    socket.end('hello')
    await closed(socket)
    expect(text()).toBe('hello')
    expect(proxy.taken()).toBe(1)
    await expect.poll(proxy.open).toBe(0)
  })

  test('behavior: cutAll resets what is open, and the next connection is welcome', async () => {
    const first = await open()
    await expect.poll(proxy.open).toBe(1)
    expect(proxy.cutAll()).toBe(1)
    await closed(first.socket)
    expect(first.error()).toBe('ECONNRESET')
    const second = await open()
    second.socket.write('again')
    await expect.poll(second.text).toBe('again')
  })

  test('behavior: an answer is cut after so many bytes, once', async () => {
    const { socket, text } = await open()
    proxy.cutAnswer(8)
    socket.write('12345')
    await expect.poll(text).toBe('12345')
    socket.write('67890')
    await closed(socket)
    expect([text(), proxy.cuts()]).toEqual(['12345678', 1])
    const next = await open()
    next.socket.write('a longer text')
    await expect.poll(next.text).toBe('a longer text')
  })

  test('behavior: an answer is cut where its bytes say so', async () => {
    const [first, second] = [await open(), await open()]
    proxy.cutAnswer((bytes) => (bytes.includes('COMMIT') ? 0 : null))
    first.socket.write('BEGIN')
    await expect.poll(first.text).toBe('BEGIN')
    second.socket.write('COMMIT')
    await closed(second.socket)
    expect(second.text()).toBe('')
    first.socket.write('COMMIT')
    await expect.poll(first.text).toBe('BEGINCOMMIT')
  })

  test('behavior: a black hole takes everything, and what it held goes on when it heals', async () => {
    const { socket, text } = await open()
    socket.write('1')
    await expect.poll(text).toBe('1')
    proxy.blackhole()
    socket.write('2')
    const late = await open()
    late.socket.write('3')
    await sleep(100)
    expect([text(), late.text()]).toEqual(['1', ''])
    proxy.heal()
    await expect.poll(text).toBe('12')
    await expect.poll(late.text).toBe('3')
  })

  test('behavior: a client that leaves a black hole stays open to the server until it heals', async () => {
    const { socket } = await open()
    await expect.poll(proxy.open).toBe(1)
    proxy.blackhole()
    socket.destroy()
    await sleep(100)
    expect(proxy.open()).toBe(1)
    proxy.heal()
    await expect.poll(proxy.open).toBe(0)
  })

  test('behavior: a delay holds every part back, both ways', async () => {
    proxy.delay(50)
    const { socket, text } = await open()
    const sentAtMs = performance.now()
    socket.write('slow')
    await expect.poll(text).toBe('slow')
    expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(99)
  })

  test('behavior: nobody behind it is a reset', async () => {
    echo.close()
    await once(echo, 'close')
    const { socket, error } = await open()
    await closed(socket)
    expect(error()).toBe('ECONNRESET')
  })
})

/** Unlike `once`, which takes a reset for a failure of its own. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}
