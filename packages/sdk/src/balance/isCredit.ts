import { has } from '../request/isAnswer.js'

/** Tells a credit from anything else that may have answered. */
export const isCredit = has('id', 'status')
