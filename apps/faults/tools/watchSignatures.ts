/** Every signature that has left a process, or the part of it that has. */
export type SignatureWatch = {
  /** Begins to watch a connection; what it returns is given each part of it. */
  watch(): (bytes: Buffer) => void
  /** Reads a text such as a log. */
  read(text: string): void
  /** **Shape:** `0x` and 65 to 130 hexadecimal digits. */
  seen(): readonly string[]
}

/** More than a salt or hash, so that half a signature counts too; it can be recovered from less than all of it. */
const signature = /0x[0-9a-f]{65,130}/g
const longest = 132

/** Watches for signatures in what processes send and write. */
export function watchSignatures(): SignatureWatch {
  const seen = new Set<string>()
  const read = (text: string) => {
    for (const [found] of text.matchAll(signature)) seen.add(found)
  }
  return {
    watch() {
      let tail = ''
      return (bytes) => {
        const text = tail + bytes.toString('latin1')
        read(text)
        tail = text.slice(-longest)
      }
    },
    read,
    seen: () => [...seen],
  }
}
