import type { ReadAudit } from '../../audit/readAudit.js'
import type { ReadProgress } from '../../balance/readProgress.js'
import type { ReadPool } from '../../db/openReadPool.js'
import type { ExportCredits } from '../../exports/exportCredits.js'
import type { ExportEntries } from '../../exports/exportEntries.js'
import type { ReadKeys } from '../../keys/readKeys.js'
import type { ListCredits } from '../../ledger/listCredits.js'
import type { ListRevocations } from '../../ledger/listRevocations.js'
import type { ReadCreditById } from '../../ledger/readCreditById.js'
import type { ReadEntries } from '../../ledger/readEntries.js'
import type { ReadRevocationCalls } from '../../ledger/readRevocationCalls.js'
import type { ReadUserBalance } from '../../ledger/readUserBalance.js'
import type { ReadUserEntries } from '../../ledger/readUserEntries.js'
import type { DemoUser } from '../../pages/presentHomePage.js'
import type { ReadGoals } from '../../seasons/readGoals.js'
import type { ReadManagedSeasons } from '../../seasons/readManagedSeasons.js'
import type { ReadSeasons } from '../../seasons/readSeasons.js'
import type { HandlerTable } from '../Handler.js'
import { createClaimCredits } from './claimCredits.js'
import { createCloseGoal } from './closeGoal.js'
import { createCloseSeason } from './closeSeason.js'
import { createCreateGoal } from './createGoal.js'
import { createCreateKey } from './createKey.js'
import { createCreateSeason } from './createSeason.js'
import { createDeleteSeason } from './deleteSeason.js'
import { createDemoGrant } from './demoGrant.js'
import { createDemoSpend } from './demoSpend.js'
import { createEditGoal } from './editGoal.js'
import { createEditSeason } from './editSeason.js'
import { createExportCreditsHandler } from './exportCredits.js'
import { createExportEntriesHandler } from './exportEntries.js'
import { createFlagUsers } from './flagUsers.js'
import { createGetCredit } from './getCredit.js'
import { createGetCreditById } from './getCreditById.js'
import { createGetCredits } from './getCredits.js'
import { createGetCreditsStream } from './getCreditsStream.js'
import { createGetCurrentSeason } from './getCurrentSeason.js'
import { createGetEntries } from './getEntries.js'
import { createGetGoals } from './getGoals.js'
import { createGetHomePage } from './getHomePage.js'
import { createGetKey } from './getKey.js'
import { getOpenApiJson } from './getOpenApiJson.js'
import { getOpenApiYaml } from './getOpenApiYaml.js'
import { createGetProgress } from './getProgress.js'
import { createGetReferenceFile } from './getReferenceFile.js'
import { getReferencePage } from './getReferencePage.js'
import { createGetRevocationCalls } from './getRevocationCalls.js'
import { createGetSeason } from './getSeason.js'
import { createGetSeasons } from './getSeasons.js'
import { createGetSigner } from './getSigner.js'
import { createGetTransaction } from './getTransaction.js'
import { createGetUserBalance } from './getUserBalance.js'
import { createGetUserEntries } from './getUserEntries.js'
import { createGetUserStatus } from './getUserStatus.js'
import { createGrantBatch } from './grantBatch.js'
import { createGrantCredits } from './grantCredits.js'
import { createListCreditsHandler } from './listCredits.js'
import { createListFlags } from './listFlags.js'
import { createListKeys } from './listKeys.js'
import { createListRevocationsHandler } from './listRevocations.js'
import { createListSeasons } from './listSeasons.js'
import { createListUsers } from './listUsers.js'
import { createOptOutUser } from './optOutUser.js'
import { createPauseSeason } from './pauseSeason.js'
import { createPlanBatch } from './planBatch.js'
import { createReadAuditHandler } from './readAudit.js'
import { createRegisterUser } from './registerUser.js'
import { createRejoinUser } from './rejoinUser.js'
import { createReportGoalProgress } from './reportGoalProgress.js'
import { createResumeSeason } from './resumeSeason.js'
import { createRevokeCredit } from './revokeCredit.js'
import { createRevokeKey } from './revokeKey.js'
import { createRevokeUserCredits } from './revokeUserCredits.js'
import { createRotateKey } from './rotateKey.js'
import { createUnflagUsers } from './unflagUsers.js'

type Deps = Parameters<typeof createGrantCredits>[0] &
  Parameters<typeof createGetCreditsStream>[0] &
  Parameters<typeof createRotateKey>[0] &
  Parameters<typeof createGetCredits>[0] &
  Parameters<typeof createGetCredit>[0] &
  Parameters<typeof createGetTransaction>[0] &
  Parameters<typeof createDemoSpend>[0] &
  Parameters<typeof createGetSigner>[0] & {
    readonly reads: ReadPool
    readonly readEntries: ReadEntries
    readonly readProgress: ReadProgress
    readonly listCredits: ListCredits
    readonly readCreditById: ReadCreditById
    readonly readUserBalance: ReadUserBalance
    readonly readUserEntries: ReadUserEntries
    readonly listRevocations: ListRevocations
    readonly readRevocationCalls: ReadRevocationCalls
    readonly exportCredits: ExportCredits
    readonly exportEntries: ExportEntries
    readonly demoUsers: readonly DemoUser[]
    readonly readSeasons: ReadSeasons
    readonly readManagedSeasons: ReadManagedSeasons
    readonly readGoals: ReadGoals
    readonly readKeys: ReadKeys
    readonly readAudit: ReadAudit
  }

/** Creates the handler of every operation of the contract. */
export function createHandlers(deps: Deps): HandlerTable {
  return {
    getCredits: createGetCredits(deps),
    getCredit: createGetCredit(deps),
    getCreditsStream: createGetCreditsStream(deps),
    getTransaction: createGetTransaction(deps),
    getEntries: createGetEntries(deps.readEntries),
    grantCredits: createGrantCredits(deps),
    getSeasons: createGetSeasons(deps.readSeasons),
    getSigner: createGetSigner(deps),
    getCurrentSeason: createGetCurrentSeason(deps.readSeasons),
    createSeason: createCreateSeason(deps),
    listSeasons: createListSeasons(deps),
    getSeason: createGetSeason(deps),
    editSeason: createEditSeason(deps),
    deleteSeason: createDeleteSeason(deps),
    pauseSeason: createPauseSeason(deps),
    resumeSeason: createResumeSeason(deps),
    closeSeason: createCloseSeason(deps),
    getGoals: createGetGoals(deps.readGoals),
    createGoal: createCreateGoal(deps),
    editGoal: createEditGoal(deps),
    closeGoal: createCloseGoal(deps),
    getProgress: createGetProgress(deps.readProgress),
    reportGoalProgress: createReportGoalProgress(deps),
    claimCredits: createClaimCredits(deps),
    revokeCredit: createRevokeCredit(deps),
    revokeUserCredits: createRevokeUserCredits(deps),
    listRevocations: createListRevocationsHandler(deps.listRevocations),
    getRevocationCalls: createGetRevocationCalls(deps.readRevocationCalls),
    listCredits: createListCreditsHandler(deps.listCredits),
    getCreditById: createGetCreditById(deps.readCreditById),
    getUserBalance: createGetUserBalance(deps.readUserBalance),
    getUserEntries: createGetUserEntries(deps.readUserEntries),
    exportCredits: createExportCreditsHandler(deps.exportCredits),
    exportEntries: createExportEntriesHandler(deps.exportEntries),
    grantBatch: createGrantBatch(deps),
    planBatch: createPlanBatch(deps),
    demoGrant: createDemoGrant(deps),
    demoSpend: createDemoSpend(deps),
    listKeys: createListKeys(deps.readKeys),
    createKey: createCreateKey(deps),
    getKey: createGetKey(deps.readKeys),
    revokeKey: createRevokeKey(deps),
    rotateKey: createRotateKey(deps),
    readAudit: createReadAuditHandler(deps.readAudit),
    flagUsers: createFlagUsers(deps),
    unflagUsers: createUnflagUsers(deps),
    listFlags: createListFlags(deps.reads),
    registerUser: createRegisterUser(deps),
    optOutUser: createOptOutUser(deps),
    rejoinUser: createRejoinUser(deps),
    getUserStatus: createGetUserStatus(deps.reads),
    listUsers: createListUsers(deps.reads),
    getHomePage: createGetHomePage(deps),
    getOpenApiJson,
    getOpenApiYaml,
    getReferencePage,
    getReferenceFile: createGetReferenceFile(),
  }
}
