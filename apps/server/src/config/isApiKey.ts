/** Asks whether a text may be an API key: 32 to 256 visible ASCII characters, so that it fits a header and is no word. */
export function isApiKey(text: string): boolean {
  return /^[!-~]{32,256}$/.test(text)
}
