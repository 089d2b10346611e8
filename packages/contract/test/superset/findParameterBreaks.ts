import type { ContractBreak } from './contractBreak.js'
import { findKeywordBreaks, type NodeRule } from './findKeywordBreaks.js'
import { findSchemaBreaks } from './findSchemaBreaks.js'
import { extendPointer } from './jsonPointer.js'
import { asArray, asObject, type JsonObject } from './jsonValue.js'

/** `style`, `explode` and their kin are not on the list: they change how a value is written. */
const PARAMETER: NodeRule = {
  walked: ['required', 'schema'],
  mayGain: ['required', 'description', 'deprecated', 'example', 'examples'],
}

/** One level that lists parameters: a path item or an operation. */
export interface ParameterLevel {
  node: JsonObject
  pointer: string
}

/**
 * Compares the parameters of an operation, matched by `in` and `name`: each of the baseline's stays, new ones are optional.
 *
 * **Shape:** levels go from the path item to the operation, so that a parameter may move between the two.
 * **Source:** OpenAPI 3.1, Path Item Object: an operation overrides the path's parameters, but cannot remove them.
 */
export function findParameterBreaks(baseline: ParameterLevel[], candidate: ParameterLevel[]): ContractBreak[] {
  const before = listParameters(baseline)
  const after = listParameters(candidate)
  const breaks: ContractBreak[] = []
  for (const [identity, parameter] of before) {
    const found = after.get(identity)
    if (found) breaks.push(...compareParameter(parameter.node, found.node, found.pointer))
    else {
      const pointer = extendPointer(candidate.at(-1)?.pointer ?? '', 'parameters')
      breaks.push({ pointer, kind: 'parameter-removed', message: `parameter ${identity} is gone; put it back` })
    }
  }
  for (const [identity, { node, pointer }] of after) {
    if (before.has(identity) || !isRequired(node)) continue
    const message = `new parameter ${identity} is required; callers of the baseline do not send it`
    breaks.push({ pointer: extendPointer(pointer, 'required'), kind: 'parameter-required', message })
  }
  return breaks
}

function compareParameter(baseline: JsonObject, candidate: JsonObject, pointer: string): ContractBreak[] {
  const schema = extendPointer(pointer, 'schema')
  const breaks = [
    ...findKeywordBreaks(baseline, candidate, pointer, PARAMETER),
    ...findSchemaBreaks(baseline['schema'], candidate['schema'], schema),
  ]
  if (isRequired(baseline) !== isRequired(candidate)) {
    const message = `required was ${isRequired(baseline)} and is ${isRequired(candidate)}; put it back`
    breaks.push({ pointer: extendPointer(pointer, 'required'), kind: 'parameter-required', message })
  }
  // In a response `default` is a note; in a request it decides what leaving the parameter out means.
  if ('default' in asObject(candidate['schema']) && !('default' in asObject(baseline['schema']))) {
    const message = 'a default changes the answer to callers that leave the parameter out; take it out'
    breaks.push({ pointer: extendPointer(schema, 'default'), kind: 'keyword-added', message })
  }
  return breaks
}

function listParameters(levels: ParameterLevel[]): Map<string, ParameterLevel> {
  const parameters = new Map<string, ParameterLevel>()
  for (const { node, pointer } of levels) {
    for (const [index, item] of asArray(node['parameters']).entries()) {
      const parameter = asObject(item)
      const identity = `${parameter['in']} ${parameter['name']}`
      parameters.set(identity, { node: parameter, pointer: extendPointer(pointer, 'parameters', index) })
    }
  }
  return parameters
}

function isRequired(parameter: JsonObject): boolean {
  return parameter['required'] === true
}
