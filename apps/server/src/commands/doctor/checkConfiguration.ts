import { ConfigError } from '../../config/ConfigError.js'
import { demoSignerKey } from '../../config/demoSignerKey.js'
import type { Config } from '../../config/parseConfig.js'
import { type Finding, ok, problem, warning } from './Finding.js'

const check = 'configuration'

/** Checks the environment; the configuration is null where it cannot be used. */
export function checkConfiguration(readConfig: () => Config): { config: Config | null; findings: Finding[] } {
  try {
    const config = readConfig()
    return { config, findings: [describe(config), ...warnings(config)] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const remedy = 'Correct it; each variable is explained by --help and in .env.example.'
    return { config: null, findings: error.problems.map((text) => problem(check, text, remedy)) }
  }
}

function describe({ production, chainId, creditsManagerAddress, databaseUrl }: Config): Finding {
  const database = databaseUrl === null ? 'the embedded database' : 'DATABASE_URL'
  const mode = production ? 'production' : 'development'
  return ok(check, `${mode}, ${database}, chain ${chainId}, CreditsManager ${creditsManagerAddress}`)
}

function warnings(config: Config): Finding[] {
  const { production, signerPrivateKey, seedDemo, databaseUrl } = config
  const found: Finding[] = []
  if (signerPrivateKey.toLowerCase() === demoSignerKey) {
    found.push(
      warning(
        check,
        'credits are signed with the demo key, which everybody knows',
        'Set SIGNER_PRIVATE_KEY before anything is worth something.',
      ),
    )
  }
  if (production && config.signerHourlyWei === null && config.signerDailyWei === null) {
    const what = 'the signer has no cap of its own: whoever can grant without a limit can grant everything'
    found.push(warning(check, what, 'Set SIGNER_HOURLY_MANA and SIGNER_DAILY_MANA to somewhat more than is granted.'))
  }
  if (seedDemo && databaseUrl !== null) {
    found.push(warning(check, 'demo users are made in the database of DATABASE_URL', 'Set SEED_DEMO=false.'))
  }
  if (production && databaseUrl === null) {
    const what = 'production on the embedded database: one server, and no copy of its data but yours'
    found.push(warning(check, what, 'Set DATABASE_URL, or see that DATA_DIR is backed up.'))
  }
  return found
}
