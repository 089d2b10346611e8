import { Ajv2020 } from 'ajv/dist/2020.js'
import { strictFormats } from './strictFormats.js'

/** Creates what compiles the contract's schemas. Its errors bring their schemas with them, which name codes. */
export function createSchemaCompiler({ allErrors }: { readonly allErrors: boolean }): Ajv2020 {
  return new Ajv2020({
    strict: false,
    // [V] JSON.parse makes Infinity of 1e309, and `strict: false` lets it pass for an integer.
    strictNumbers: true,
    allErrors,
    validateSchema: false,
    verbose: true,
    formats: strictFormats,
  })
}
