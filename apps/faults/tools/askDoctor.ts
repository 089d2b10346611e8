import { createRequire } from 'node:module'
import { runCli } from '../../server/test/serve/runCli.js'

/** What `doctor --url` has said. */
export type Diagnosis = {
  readonly code: number | null
  readonly ok: boolean
  /** All that is not well, each as `state check`. */
  readonly named: readonly string[]
  /** What was found by a check. */
  found(check: string): string | undefined
}

type Finding = { readonly check: string; readonly state: string; readonly found: string }

type Options = {
  readonly user: string
  readonly seconds: number
  /** A file with the certificate of an authority of one's own. */
  readonly certificate?: string
}

const cliPath = createRequire(import.meta.url).resolve('@credits-server/server/dist/cli.js')

/** Asks the built command what it finds at a public URL. */
export async function askDoctor(url: string, { user, seconds, certificate }: Options): Promise<Diagnosis> {
  const words = ['doctor', '--url', url, '--user', user, '--seconds', String(seconds), '--json']
  const env = certificate === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificate }
  const { code, stdout, stderr } = await runCli(cliPath, words, env).ended
  if (!stdout.startsWith('{"ok":')) throw new Error(`doctor has failed: ${stdout}${stderr}`)
  const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] }
  return {
    code,
    ok,
    named: findings.filter(({ state }) => state !== 'ok').map(({ state, check }) => `${state} ${check}`),
    found: (check) => findings.find((finding) => finding.check === check)?.found,
  }
}
