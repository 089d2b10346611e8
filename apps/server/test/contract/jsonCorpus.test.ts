import { describe, expect, test } from 'vitest'
import { CreditsError } from '../../src/errors/CreditsError.js'
import { parseStrictJson } from '../../src/http/parseStrictJson.js'
import { jsonCorpus, type Verdict } from './jsonCorpus.js'

const codes: Partial<Record<Verdict, string>> = {
  'ill formed': 'INVALID_JSON',
  'twice the same key': 'DUPLICATE_KEY',
  'too deep': 'INVALID_JSON',
}

describe('jsonCorpus', () => {
  test('default: it has 150 texts or more, each once', () => {
    expect(jsonCorpus.length).toBeGreaterThanOrEqual(150)
    expect(new Set(jsonCorpus.map(({ text }) => text.toString('latin1'))).size).toBe(jsonCorpus.length)
  })

  test.each(['well formed', 'ill formed', 'twice the same key', 'too deep'] as const)(
    'behavior: the strict parser says of what is %s what the corpus says',
    (verdict) => {
      for (const { text } of jsonCorpus.filter((specimen) => specimen.verdict === verdict)) {
        expect([text, readCode(String(text))]).toEqual([text, codes[verdict] ?? null])
      }
    },
  )
})

function readCode(text: string): string | null {
  try {
    parseStrictJson(text)
    return null
  } catch (error) {
    if (error instanceof CreditsError) return error.code
    throw error
  }
}
