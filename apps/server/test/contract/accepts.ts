import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { strictFormats } from '../../src/contract/strictFormats.js'
import { document, type Node } from './document.js'

const ajv = new Ajv2020({ strict: false, strictNumbers: true, validateSchema: false, formats: strictFormats })
ajv.addSchema({ ...document, $id: 'document' })
/** By their text: a schema whose `$ref` was followed is another object each time. */
const compiled = new Map<string, ValidateFunction>()
const known = new WeakMap<Node, ValidateFunction>()

/** Says whether a schema of the document accepts a value, by a validator of the tests' own. */
export function accepts(schema: Node, value: unknown): boolean {
  const validate = known.get(schema) ?? compile(schema)
  known.set(schema, validate)
  return validate(value)
}

function compile(schema: Node): ValidateFunction {
  const text = JSON.stringify(schema)
  const validate = compiled.get(text) ?? ajv.compile(rooted(schema) as Node)
  compiled.set(text, validate)
  return validate
}

/** A `$ref` within a schema names a place in the document. */
function rooted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rooted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' ? [key, `document${inner}`] : [key, rooted(inner)],
    ),
  )
}
