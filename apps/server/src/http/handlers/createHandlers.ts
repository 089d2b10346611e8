import type { ReadCredit } from '../../balance/readCredit.js'
import type { ReadProgress } from '../../balance/readProgress.js'
import type { ReadSnapshot } from '../../balance/readSnapshot.js'
import type { ReadEntries } from '../../ledger/readEntries.js'
import type { DemoUser } from '../../pages/presentHomePage.js'
import type { HandlerTable } from '../Handler.js'
import { createClaimCredits } from './claimCredits.js'
import { createDemoGrant } from './demoGrant.js'
import { createGetCredit } from './getCredit.js'
import { createGetCredits } from './getCredits.js'
import { createGetCreditsStream } from './getCreditsStream.js'
import { createGetEntries } from './getEntries.js'
import { createGetHomePage } from './getHomePage.js'
import { getOpenApiJson } from './getOpenApiJson.js'
import { getOpenApiYaml } from './getOpenApiYaml.js'
import { createGetProgress } from './getProgress.js'
import { createGetReferenceFile } from './getReferenceFile.js'
import { getReferencePage } from './getReferencePage.js'
import { createGrantCredits } from './grantCredits.js'
import { createReportGoalProgress } from './reportGoalProgress.js'

type Deps = Parameters<typeof createGrantCredits>[0] &
  Parameters<typeof createGetCreditsStream>[0] & {
    readonly readSnapshot: ReadSnapshot
    readonly readCredit: ReadCredit
    readonly readEntries: ReadEntries
    readonly readProgress: ReadProgress
    readonly demoUsers: readonly DemoUser[]
  }

/** Creates the handler of every operation of the contract. */
export function createHandlers(deps: Deps): HandlerTable {
  return {
    getCredits: createGetCredits(deps.readSnapshot),
    getCredit: createGetCredit(deps.readCredit),
    getCreditsStream: createGetCreditsStream(deps),
    getEntries: createGetEntries(deps.readEntries),
    grantCredits: createGrantCredits(deps),
    getProgress: createGetProgress(deps.readProgress),
    reportGoalProgress: createReportGoalProgress(deps),
    claimCredits: createClaimCredits(deps),
    demoGrant: createDemoGrant(deps),
    getHomePage: createGetHomePage(deps.demoUsers),
    getOpenApiJson,
    getOpenApiYaml,
    getReferencePage,
    getReferenceFile: createGetReferenceFile(),
  }
}
