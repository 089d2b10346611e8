/** What every stream is to be sent: the text of a balance, and the id of the event. */
export type Broadcast = { readonly id: string; readonly data: string }

/** Calls back for each broadcast that whoever started the program asks for. */
export function onBroadcast(listener: (broadcast: Broadcast) => void): void {
  process.on('message', (message: Broadcast | string) => {
    if (typeof message === 'object') listener(message)
  })
}

/** Every peer that can is silent as long as ours is told to be between two heartbeats. */
export const heartbeatMs = 60_000
