/** How the operator has asked for the end so far. */
export type StopSignals = {
  /** Aborted by the first signal; its reason is the signal's name. */
  readonly asked: AbortSignal
  /** Aborted by a second one: waiting for what is under way is no longer wanted. */
  readonly insisted: AbortSignal
}

/** From a service manager, from Ctrl-C, from a terminal that was closed. */
const names = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const

/** [V] Under `npm start` one Ctrl-C arrives twice: from the terminal, and a few ms later from npm, which passes it on. */
const echoMs = 1_000

/** Watches for stop signals from now on; a third one ends the process as if nobody watched. */
export function watchStopSignals(): StopSignals {
  const asked = new AbortController()
  const insisted = new AbortController()
  let askedAtMs = 0
  const obey = (name: NodeJS.Signals) => {
    if (!asked.signal.aborted) {
      askedAtMs = performance.now()
      asked.abort(name)
    } else if (performance.now() - askedAtMs > echoMs) {
      insisted.abort(name)
      for (const watched of names) process.off(watched, obey)
    }
  }
  for (const name of names) process.on(name, obey)
  return { asked: asked.signal, insisted: insisted.signal }
}
