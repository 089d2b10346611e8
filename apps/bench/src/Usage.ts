/** What a process has used. **Units:** `cpuUs` is user and system since it began, microseconds. */
export type Usage = { readonly cpuUs: number; readonly rssBytes: number; readonly heapBytes: number }

/** How a process is asked: as it is, or once what can be collected has been. */
export type UsageQuestion = 'usage' | 'settled usage'
