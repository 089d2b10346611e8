export { type CreditsAdmin, type CreditsAdminOptions, createCreditsAdmin } from './createCreditsAdmin.js'
export type { Grant, GrantCreditsOptions } from './grantCredits.js'
