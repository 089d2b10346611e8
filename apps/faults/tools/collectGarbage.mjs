// Loaded into an instance by NODE_OPTIONS, so that what it says of its heap is what it holds and not what it has not yet thrown
// away.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
setInterval(runInNewContext('gc'), 500).unref()
