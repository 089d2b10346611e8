import { parseAddress } from '@credits-server/onchain'
import type { Config } from '../../config/parseConfig.js'
import { EmbeddedPostgresError } from '../../embedded/EmbeddedPostgresError.js'
import type { Command, Invocation } from '../Command.js'
import { CommandError } from '../CommandError.js'
import { readServerUrl } from '../readServerUrl.js'
import { withPostgres } from '../withPostgres.js'
import { checkConfiguration } from './checkConfiguration.js'
import { checkDatabase } from './checkDatabase.js'
import { checkHints } from './checkHints.js'
import { checkSigner } from './checkSigner.js'
import { checkSignerRole } from './checkSignerRole.js'
import { type Finding, problem } from './Finding.js'
import { findRunningPostgres } from './findRunningPostgres.js'
import { checkOutside, type OutsideOptions } from './outside/checkOutside.js'

/** Checks what a server needs, or what its public URL makes of it, says what to do, and fails if something must be done. */
export const doctorCommand: Command = {
  about:
    'Check configuration, signer, database, clock, migrations and ledger, and say what to do. With --url: what proxies do.',
  options: {
    url: { value: 'url', about: 'Look from outside instead, at the public URL of a server.' },
    user: { value: 'address', about: 'With --url: whose stream to watch. Default: a demo user, if there are any.' },
    seconds: { value: 'n', about: 'With --url: how long to listen to it. Default: 20.' },
    origin: { value: 'origin', about: 'With --url: a page that must be let in. Default: any, if CORS_ORIGINS is *.' },
  },
  async run(invocation) {
    const { readConfig, report } = invocation
    const outside = readOutside(invocation)
    const findings = outside ? await checkOutside(outside) : await checkInside(readConfig, report.say)
    const problems = findings.filter(({ state }) => state === 'problem')
    report.result({ ok: problems.length === 0, findings }, findings.map(present).join('\n'))
    if (problems.length > 0) throw new CommandError('PROBLEMS_FOUND', `${problems.length} to mend.`, null)
  },
}

/** Reads what to look at from outside; null without --url. **Errors:** CommandError. */
function readOutside({ option, report }: Invocation): OutsideOptions | null {
  const [url, user, seconds = '20', page = null] = ['url', 'user', 'seconds', 'origin'].map(option)
  if (url === undefined) {
    const alone = ['user', 'seconds', 'origin'].find((name) => option(name) !== undefined)
    if (alone === undefined) return null
    throw new CommandError(
      'URL_REQUIRED',
      `--${alone} means nothing without --url.`,
      'Name the public URL of a server.',
    )
  }
  const address = user === undefined ? null : parseAddress(user)
  if (user !== undefined && address === null) {
    throw new CommandError('INVALID_ADDRESS', `--user ${user} is no address.`, 'Use 0x and 40 hexadecimal digits.')
  }
  if (!/^[1-9][0-9]{0,3}$/.test(seconds)) {
    throw new CommandError('INVALID_SECONDS', `--seconds ${seconds} is not so many.`, 'Use a whole number up to 9999.')
  }
  return { url: readServerUrl(url), user: address, seconds: Number(seconds), page, report }
}

async function checkInside(readConfig: () => Config, say: (text: string) => void): Promise<Finding[]> {
  const { config, findings } = checkConfiguration(readConfig)
  if (config) {
    findings.push(...(await checkSigner(config)), ...(await checkSignerRole(config)), ...(await checkHints(config)))
    findings.push(...(await checkReachedDatabase(config, say)))
  }
  return findings
}

async function checkReachedDatabase(config: Config, say: (text: string) => void): Promise<Finding[]> {
  try {
    const running = config.databaseUrl === null ? await findRunningPostgres(config) : null
    if (running !== null) return await checkDatabase(running, config)
    return await withPostgres(config, say, ({ connectionString }) => checkDatabase(connectionString, config))
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof EmbeddedPostgresError)) throw error
    const [found, remedy] = error instanceof CommandError ? [error.problem, error.remedy] : [error.message, null]
    return [problem('database', found.replace(/\.$/, ''), remedy ?? 'Nothing can be served before it can be reached.')]
  }
}

const marks = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ', skipped: 'skipped ' }

function present({ check, state, found, remedy, why, nginx = [] }: Finding): string {
  const more = [...[why, remedy].filter(Boolean), ...nginx.map((line) => `  ${line}`)]
  return [`${marks[state]} ${check.padEnd(14)} ${found}.`, ...more.map((line) => `${' '.repeat(24)}${line}`)].join('\n')
}
