import { pageHeaders } from '../../pages/pageHeaders.js'
import { type DemoUser, presentHomePage } from '../../pages/presentHomePage.js'
import type { Handler } from '../Handler.js'

/** Answers getHomePage; `demoUsers` is empty unless the demo is seeded. */
export function createGetHomePage(demoUsers: readonly DemoUser[]): Handler<'getHomePage'> {
  const page = presentHomePage(demoUsers)
  return () => ({ status: 200, type: 'text/html', headers: pageHeaders, body: page })
}
