import type { Balance } from '@credits-server/contract'
import { hasList } from '../request/isAnswer.js'

/** Tells a balance from anything else that a proxy may answer with; of a newer server it may have more. */
export const isBalance = hasList('credits') as (value: unknown) => value is Balance
