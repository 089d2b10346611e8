import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openRpc, type Rpc } from '@credits-server/server/dist/chain/openRpc.js'
import { locateAnvil } from './locateAnvil.js'

/** An anvil of one's own. */
export type Anvil = {
  readonly rpcUrl: string
  readonly rpc: Rpc
  /** Resolves when its process is gone. */
  stop(): Promise<void>
  /** Resolves when it ended, asked or not, with all it wrote to stderr. */
  readonly ended: Promise<string>
}

/**
 * Runs the command in `"$@"` for as long as somebody holds the other end of stdin, which this process does until it is gone,
 * however it goes.
 */
const untilStdinCloses = `
exec 3<&0
"$@" </dev/null 3<&- &
command=$!
{ read -r _ <&3; kill -KILL $command; } &
watcher=$!
wait $command
status=$?
kill $watcher 2>/dev/null
exit $status`

/** How often a port that was free a moment ago may be taken when anvil asks for it. */
const attempts = 5

/** Starts anvil on a free port of this machine and resolves when it answers. */
export async function spawnAnvil(args: readonly string[]): Promise<Anvil> {
  for (let attempt = 1; ; attempt += 1) {
    const anvil = launch(args, await findFreePort())
    const failure = await Promise.race([untilItAnswers(anvil), anvil.ended])
    if (failure === null) return anvil
    if (attempt === attempts || !/address already in use/i.test(failure)) {
      throw new Error(`anvil did not start: ${failure.trim() || 'it wrote nothing'}${advice(failure)}`)
    }
  }
}

function launch(args: readonly string[], port: number): Anvil {
  const command = [locateAnvil(), '--silent', '--port', String(port), ...args]
  const child = spawn('/bin/sh', ['-c', untilStdinCloses, 'sh', ...command], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // A session of its own: Ctrl-C reaches the server first, and not the chain that it is still reading.
    detached: true,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (part) => {
    stderr += part
  })
  const ended = once(child, 'close').then(() => stderr)
  const rpcUrl = `http://127.0.0.1:${port}`
  return {
    rpcUrl,
    rpc: openRpc(rpcUrl, { timeoutMs: 60_000 }),
    ended,
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}

function advice(failure: string): string {
  return /not found/.test(failure)
    ? '. npm has it for Linux on x64; elsewhere install Foundry (https://getfoundry.sh)'
    : ''
}

/** Never rejects: an anvil that does not come up ends, and that has its own words. */
async function untilItAnswers({ rpc, ended }: Anvil): Promise<null> {
  let over = false
  void ended.then(() => {
    over = true
  })
  for (;;) {
    const answers = await rpc('eth_chainId', []).then(
      () => true,
      () => false,
    )
    if (answers || over) return null
    await sleep(5)
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a listener without a port')
  return address.port
}
