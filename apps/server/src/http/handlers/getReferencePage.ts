import { pageHeaders } from '../../pages/pageHeaders.js'
import { referencePage } from '../../pages/referencePage.js'
import type { Handler } from '../Handler.js'

/** Answers getReferencePage. */
export const getReferencePage: Handler<'getReferencePage'> = () => ({
  status: 200,
  type: 'text/html',
  headers: pageHeaders,
  body: referencePage,
})
