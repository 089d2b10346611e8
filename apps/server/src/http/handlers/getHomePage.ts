import { pageHeaders } from '../../pages/pageHeaders.js'
import { type DemoUser, presentHomePage } from '../../pages/presentHomePage.js'
import type { Handler } from '../Handler.js'

type Deps = {
  /** Empty unless the demo is seeded. */
  readonly demoUsers: readonly DemoUser[]
  /** Null unless a chain came with the demo. */
  readonly demoShop: object | null
}

/** Answers getHomePage. */
export function createGetHomePage({ demoUsers, demoShop }: Deps): Handler<'getHomePage'> {
  const page = presentHomePage({ demoUsers, canSpend: demoShop !== null })
  return () => ({ status: 200, type: 'text/html', headers: pageHeaders, body: page })
}
