/** What a call that names a user may be told. */
export type UserCallOptions = { readonly signal?: AbortSignal }

/** Tells how a user stands from anything else that may have answered. */
export function isUserStatus(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'status' in value && 'optedOutAt' in value
}

/** Tells what became of users from anything else that may have answered. */
export function isUserList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'users' in value && Array.isArray(value.users)
}
