import { documentJson } from '@credits-server/contract/document'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { createSchemaCompiler } from '../../contract/createSchemaCompiler.js'

type Schema = { readonly properties: Readonly<Record<string, unknown>> }

/** Says everything that is wrong with a season's file. */
export type FileCheck = (content: unknown) => readonly ErrorObject[]

/** Creates the check of a season's file out of the contract: its schemas to create, with the null of those to edit. */
export function createFileCheck(): FileCheck {
  const { components } = JSON.parse(documentJson) as { components: { schemas: Record<string, Schema> } }
  const fillable = (creation: string, edit: string) => {
    const [created, edited] = [components.schemas[creation], components.schemas[edit]] as [Schema, Schema]
    return { ...created, properties: { ...created.properties, ...edited.properties } }
  }
  const validate = createSchemaCompiler({ allErrors: true }).compile({
    type: 'object',
    additionalProperties: false,
    required: ['season'],
    properties: {
      season: fillable('SeasonCreation', 'SeasonEdit'),
      goals: { type: 'array', items: fillable('GoalCreation', 'GoalEdit') },
    },
  })
  return (content) => (validate(content) ? [] : (validate.errors ?? []))
}
