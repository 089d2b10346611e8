import { type Address, checksumAddress, formatMana, MAX_UINT256 } from '@credits-server/onchain'
import fc from 'fast-check'
import { strictFormats } from '../../src/contract/strictFormats.js'
import type { Node } from './document.js'

/** A letter of a text that people write: letters, marks, signs and pictures of many scripts, none of them invisible. */
const letter = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ019 -_.,:;!?/\\\'"`<>{}[]()%$#&*+=|~^@') },
  { weight: 2, arbitrary: fc.constantFrom(...'éßİﬁ日本語کעЖ½²') },
  { weight: 1, arbitrary: fc.constantFrom('😀', 'e\u0301', '\ufffd', '\uffff', '🏴', '\u3000', '\u00a0') },
)

const plainText = fc.string({ unit: letter, minLength: 1, maxLength: 256 })

/** Whole seconds from 2020 to 2037, in any zone. */
const wholeSecond = fc
  .tuple(
    fc.integer({ min: 1_577_836_800, max: 2_145_916_800 }),
    fc.constantFrom('Z', 'Z', 'Z', '+00:00', '-11:30', '+14:00'),
  )
  .map(([seconds, zone]) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}${zone}`)

/** Amounts that a grant may have, and some of every size. */
const mana = fc
  .oneof(
    { weight: 6, arbitrary: fc.bigInt(1n, 20n).map((whole) => whole * 10n ** 18n) },
    { weight: 2, arbitrary: fc.bigInt(1n, 10n ** 19n) },
    { weight: 1, arbitrary: fc.bigInt(1n, MAX_UINT256) },
  )
  .map(formatMana)

/** Addresses as people send them; where money or a flag would follow it, a checksum that is wrong is refused. */
const address = fc
  .tuple(
    fc.stringMatching(/^0x[a-f0-9]{40}$/),
    fc.constantFrom('lower', 'lower', 'checksum', 'checksum', 'upper', 'mixed'),
  )
  .map(([lower, spelling]) => {
    if (spelling === 'checksum') return checksumAddress(lower as Address)
    if (spelling === 'upper') return `0x${lower.slice(2).toUpperCase()}`
    return spelling === 'lower' ? lower : lower.replace(/[a-f]/, (letter) => letter.toUpperCase())
  })

const ofFormat: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  'date-time': fc
    .tuple(wholeSecond, fc.constantFrom('', '', '.5', '.123', '.000000001'))
    .map(([text, fraction]) => text.replace(/(?<=T.{8})/, fraction)),
  'whole-second': wholeSecond,
  mana,
  'plain-text': plainText,
  ip: fc.oneof(fc.ipV4(), fc.ipV6()),
  'https-url': fc.webUrl({ validSchemes: ['https'], authoritySettings: { withUserInfo: false, withPort: false } }),
}

/** Every text above, and some more: of a format that has no row, those are drawn which the server takes for it. */
const ofAnyFormat = fc.oneof(
  ...Object.values(ofFormat),
  fc.string({ maxLength: 40 }),
  fc.stringMatching(/^[a-z0-9-]{1,64}$/),
  fc.bigInt(0n, MAX_UINT256).map(String),
  fc.stringMatching(/^0x[a-f0-9]{40}$/),
)

/** Draws texts that a schema of type string accepts. */
export function arbitraryText(schema: Node): fc.Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength } = schema as TextSchema
  const least = minLength
  // A pattern says itself how long it is, and of a hash nothing shorter is one.
  const most =
    maxLength ?? (pattern === undefined || format !== undefined ? Math.max(64, least) : Number.POSITIVE_INFINITY)
  const fits = (text: string) => [...text].length >= least && [...text].length <= most
  const matches = pattern === undefined ? () => true : (text: string) => new RegExp(pattern, 'u').test(text)
  if (format !== undefined) return drawFormat(format, schema['example']).map(cutTo(most)).filter(fits).filter(matches)
  if (pattern === undefined) return fc.string({ unit: letter, minLength: least, maxLength: most })
  const isAddress = matches(anAddress) && !matches('a')
  return (isAddress ? address : fc.stringMatching(new RegExp(pattern))).filter(matches).filter(fits)
}

/** Of both cases: what takes this takes any address. */
const anAddress = `0x${'aB'.repeat(20)}`

type TextSchema = { format?: string; pattern?: string; minLength?: number; maxLength?: number }

function drawFormat(format: string, example: unknown): fc.Arbitrary<string> {
  const known = ofFormat[format]
  if (known) return known
  const isOne = strictFormats[format] ?? (() => true)
  const found = fc.sample(ofAnyFormat, { numRuns: 1_000, seed: 1 }).filter(isOne)
  const texts = example === undefined ? found : [...found, String(example)]
  if (texts.length === 0) throw new Error(`arbitraryText draws nothing of the format ${format}; give it a row`)
  return fc.constantFrom(...texts)
}

/** Texts for people may be cut anywhere; what has a form of its own is never this long. */
function cutTo(most: number) {
  return (text: string) => [...text].slice(0, most).join('')
}
