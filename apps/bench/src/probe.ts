import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Usage, UsageQuestion } from './Usage.js'

/*
 * Loaded before a program that is measured, ours and the peers' alike: it tells what the process has used. The system's own
 * count in /proc has steps of 10 ms; a round of hot reads is no more than some fifty of them.
 */

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

process.on('message', async (question: UsageQuestion | object) => {
  if (typeof question !== 'string') return
  // What one collection finalises the next one frees.
  for (let turn = 0; turn < 3 && question === 'settled usage'; turn += 1) {
    collect()
    await sleep(100)
  }
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  process.send?.({ cpuUs: user + system, rssBytes: rss, heapBytes: heapUsed } satisfies Usage)
})
// Nobody is left to stop it.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// A program that has nothing else to do ends as it would without.
process.channel?.unref()
