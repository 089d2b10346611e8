import type { Migration } from '../Migration.js'
import { domains } from './001_domains.js'
import { ledgerIdentity } from './002_ledger_identity.js'
import { users } from './003_users.js'
import { seasonsAndGoals } from './004_seasons_and_goals.js'
import { credits } from './005_credits.js'
import { entries } from './006_entries.js'
import { flags } from './007_flags.js'
import { apiKeys } from './008_api_keys.js'
import { idempotencyKeys } from './009_idempotency_keys.js'
import { chainEvents } from './010_chain_events.js'
import { seasonManagement } from './011_season_management.js'
import { goalProgress } from './012_goal_progress.js'
import { keysAndAudit } from './013_keys_and_audit.js'
import { revocations } from './015_revocations.js'
import { flagAuthors } from './016_flag_authors.js'
import { cheapForms } from './017_cheap_forms.js'
import { managementIndexes } from './018_management_indexes.js'
import { chainFollowing } from './019_chain_following.js'
import { signers } from './020_signers.js'
import { fewerIndexes } from './021_fewer_indexes.js'
import { clientRates } from './022_client_rates.js'

/** Every migration in the order in which it runs. */
export const migrations: readonly Migration[] = [
  domains,
  ledgerIdentity,
  users,
  seasonsAndGoals,
  credits,
  entries,
  flags,
  apiKeys,
  idempotencyKeys,
  chainEvents,
  seasonManagement,
  goalProgress,
  keysAndAudit,
  revocations,
  flagAuthors,
  cheapForms,
  managementIndexes,
  chainFollowing,
  signers,
  fewerIndexes,
  clientRates,
]
