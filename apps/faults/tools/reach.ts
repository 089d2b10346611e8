import { once } from 'node:events'
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'

/** Connects to a port of 127.0.0.1; null when nobody takes it. */
export async function reach(port: number, options: Partial<TcpNetConnectOpts> = {}): Promise<Socket | null> {
  const socket = connect({ ...options, port, host: '127.0.0.1' })
  try {
    await once(socket, 'connect')
    socket.on('error', () => {})
    return socket
  } catch {
    return null
  }
}
