export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin, type Grant } from './createCreditsAdmin.js'
export type { GrantCreditsOptions } from './grantCredits.js'
