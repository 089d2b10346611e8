export type {
  Balance,
  Change,
  Credit,
  CreditStatus,
  CreditUse,
  ErrorCode,
  Goal,
  OnChainVoucher,
  Progress,
  Season,
  SeasonOverview,
  SeasonState,
  Signer,
  Transaction,
} from '@credits-server/contract'
export { type BalanceDifference, diffBalances } from './balance/diffBalances.js'
export { expiringSoon } from './balance/expiringSoon.js'
export { type CreditsClient, createCreditsClient } from './createCreditsClient.js'
export {
  type CreditsReader,
  createCreditsReader,
  type Entry,
  type GetCreditOptions,
  type GetCreditsOptions,
  type GetTransactionOptions,
} from './createCreditsReader.js'
export { CreditsApiError, type SdkErrorCode } from './errors/CreditsApiError.js'
export {
  InvalidAddressError,
  RateLimitedError,
  RequestTimeoutError,
  UnavailableError,
  UserFlaggedError,
  UserNotFoundError,
} from './errors/errors.js'
export type { CreditsClientOptions, HeadersOption, Logger, RetryOptions } from './request/ClientSettings.js'
export type { CallOptions } from './request/callOperation.js'
export type { PageOptions } from './request/readPages.js'
export type { StreamState } from './stream/StreamState.js'
export type { StreamCreditsOptions } from './stream/streamCredits.js'
export type { WaitForBalanceOptions } from './stream/waitForBalance.js'
export type { CreditsWatch, WatchCreditsOptions } from './stream/watchCredits.js'
