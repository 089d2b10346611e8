export type { Balance, Change, Credit, CreditStatus, ErrorCode, OnChainVoucher } from '@credits-server/contract'
export { CreditsApiError } from './CreditsApiError.js'
export { type CreditsClient, type CreditsClientOptions, createCreditsClient } from './createCreditsClient.js'
export type { GetCreditsOptions } from './getCredits.js'
