import type { Config } from '../../config/parseConfig.js'
import { EmbeddedPostgresError } from '../../embedded/EmbeddedPostgresError.js'
import type { Command } from '../Command.js'
import { CommandError } from '../CommandError.js'
import { withPostgres } from '../withPostgres.js'
import { checkConfiguration } from './checkConfiguration.js'
import { checkDatabase } from './checkDatabase.js'
import { checkSigner } from './checkSigner.js'
import { checkSignerRole } from './checkSignerRole.js'
import { type Finding, problem } from './Finding.js'
import { findRunningPostgres } from './findRunningPostgres.js'

/** Checks what a server needs, says what to do, and fails if something must be done. */
export const doctorCommand: Command = {
  about: 'Check configuration, signer, database, clock, migrations and ledger, and say what to do.',
  async run({ readConfig, report }) {
    const { config, findings } = checkConfiguration(readConfig)
    if (config) {
      findings.push(...(await checkSigner(config)), ...(await checkSignerRole(config)))
      findings.push(...(await checkReachedDatabase(config, report.say)))
    }
    const problems = findings.filter(({ state }) => state === 'problem')
    report.result({ ok: problems.length === 0, findings }, findings.map(present).join('\n'))
    if (problems.length > 0) throw new CommandError('PROBLEMS_FOUND', `${problems.length} to mend.`, null)
  },
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

const marks = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' }

function present({ check, state, found, remedy }: Finding): string {
  return `${marks[state]} ${check.padEnd(14)} ${found}.${remedy === null ? '' : `\n${' '.repeat(24)}${remedy}`}`
}
