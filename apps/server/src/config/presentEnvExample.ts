import { type Variable, variables } from './variables.js'

const banner = `# Configuration of the Credits Server, each variable with what it is when unset.
# Everything has a default that works; only NODE_ENV=production requires ROOT_API_KEY and SIGNER_PRIVATE_KEY.
# To use it: cp .env.example .env, change that, then node --env-file=.env apps/server/dist/cli.js serve
#
# Generated from apps/server/src/config/variables.ts. To refresh it, in apps/server:
#   npx vitest run src/config/presentEnvExample.test.ts --update`

/** Presents `.env.example`: every variable with its meaning, and its default as an assignment that is commented out. */
export function presentEnvExample(): string {
  const blocks = Object.entries<Variable<unknown>>(variables).map(
    ([name, { about, fallback = '' }]) => `# ${about}\n# ${name}=${fallback}`,
  )
  return `${[banner, ...blocks].join('\n\n')}\n`
}
