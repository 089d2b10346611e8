import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CommandError } from '../CommandError.js'

/** Where an export goes. A write that is awaited is written, so whoever awaits it is never ahead. */
export type ExportSink = {
  write(part: Uint8Array): Promise<void>
  /** Says that it was the whole. */
  keep(): Promise<void>
  /** Gives everything back, and takes away what was not kept. */
  close(): Promise<void>
}

/** Operators' words and who has what are in it. */
const ownerOnly = 0o600

/**
 * Opens a file that appears when all of it is there, in place of the one that was: until then it has another name beside it.
 *
 * **Errors:** CommandError CANNOT_WRITE.
 */
export async function openFileSink(output: string): Promise<ExportSink> {
  const target = await findTarget(output)
  const part = `${target}.${randomBytes(4).toString('hex')}.part`
  const guard = <T>(work: Promise<T>) => work.catch((cause: unknown) => Promise.reject(cannotWrite(output, cause)))
  const handle = await guard(open(part, 'wx', ownerOnly))
  return {
    write: async (bytes) => {
      await guard(handle.writeFile(bytes))
    },
    keep: async () => {
      await guard(handle.sync())
      await guard(rename(part, target))
    },
    close: async () => {
      await handle.close()
      await rm(part, { force: true })
    },
  }
}

/** Follows a link, so that its file is replaced and not the link. What is no file, such as /dev/null, must not be replaced. */
async function findTarget(output: string): Promise<string> {
  const found = await stat(output).catch(() => null)
  if (found === null) return resolve(output)
  if (found.isFile()) return await realpath(output)
  const kind = found.isDirectory() ? 'a folder' : 'no regular file'
  throw new CommandError(
    'CANNOT_WRITE',
    `${output} is ${kind}.`,
    'Name a file, or leave --output out and redirect stdout.',
  )
}

function cannotWrite(output: string, cause: unknown): CommandError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const remedy = `See that there is room in ${dirname(resolve(output))}, and that you may write there.`
  return new CommandError('CANNOT_WRITE', `${output} cannot be written: ${why}.`, remedy, { cause })
}

/** Opens stdout. **Errors:** CommandError CANNOT_WRITE when whoever reads it has gone. */
export function openStdoutSink(): ExportSink {
  // Each write is told of it as well.
  process.stdout.on('error', () => {})
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => {
          if (!error) resolve()
          else reject(new CommandError('CANNOT_WRITE', `stdout was closed: ${error.message}.`, null, { cause: error }))
        })
      }),
    keep: async () => {},
    close: async () => {},
  }
}
