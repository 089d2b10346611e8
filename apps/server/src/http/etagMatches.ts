/**
 * Tells whether an `If-None-Match` names this entity tag. [spec] RFC 9110 13.1.2: `*` matches whatever exists, and tags are
 * compared weakly, so a tag that a compressing proxy has weakened still matches.
 */
export function etagMatches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((tag) => {
    const candidate = tag.trim()
    return candidate === '*' || candidate === etag || candidate === `W/${etag}`
  })
}
