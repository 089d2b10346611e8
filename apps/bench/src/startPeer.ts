import { fileURLToPath } from 'node:url'
import { type Program, startProgram } from './startProgram.js'

/** The programs in `peers`. */
export type Peer =
  | 'serveConstant'
  | 'serveMap'
  | 'serveRows'
  | 'servePipelined'
  | 'serveFastify'
  | 'serveKoaKnex'
  | 'streamSockets'
  | 'streamHttp'
  | 'streamBetterSse'
  | 'streamKoa'
  | 'streamHono'

/** Starts a peer with what it reads from its environment. */
export function startPeer(peer: Peer, env: Readonly<Record<string, string>> = {}): Promise<Program> {
  return startProgram({
    script: [fileURLToPath(new URL(`./peers/${peer}.js`, import.meta.url))],
    env,
    findUrl: (said) => /^listening on (\S+)\n/m.exec(said)?.[1],
  })
}
