import { type CliProcess, runProcess } from './runCli.js'

/** A server that was started by its command line and has said that it is ready. */
export type ServingCli = CliProcess & {
  readonly url: string
  readonly opsUrl: string
  /** What `serve` printed for people. */
  readonly welcome: string
  readonly startMs: number
}

/** Free ports, nothing of the test run's own. */
export const freePorts = { PORT: '0', OPS_PORT: '0' }

/** Waits until a `serve` process has printed its welcome. */
export async function untilServing(cli: CliProcess): Promise<ServingCli> {
  const began = performance.now()
  const [welcome, url = '', opsUrl = ''] = await cli.line(
    /Credits Server {2}(http:\S+)\n[^]*?health {8}(http:\S+)\/health\/ready[^]*?\n\n(?:Demo users\n[^]*?\n\n)?(?:Try\n[^]*?\n\n)?/,
  )
  return { ...cli, url, opsUrl, welcome, startMs: performance.now() - began }
}

/** Runs `serve` from a built command line and waits until it is ready. */
export function startCli(path: string, env: Readonly<Record<string, string>>): Promise<ServingCli> {
  return untilServing(runProcess(process.execPath, [path, 'serve'], { env: { ...freePorts, ...env } }))
}
