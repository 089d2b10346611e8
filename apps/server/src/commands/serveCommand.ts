import type { Command } from './Command.js'

/** Serves the API. */
export const serveCommand: Command = {
  about: 'Bring the schema up to date and serve the API until SIGTERM.',
  run: async ({ readConfig, report }) => {
    // Loaded when it is served: every other command starts in half the time without.
    const { serve } = await import('./serve.js')
    await serve(readConfig(), report)
  },
}
