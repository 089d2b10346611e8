import { asArray, asObject, type JsonObject, type JsonValue } from '../jsonValue.js'
import { type BreakingChange, drop, gain, remove, rename, set } from './change.js'

const REQUIRED_PARAMETER: JsonObject = { name: 'new', in: 'query', required: true, schema: { type: 'string' } }
const OTHER_SERVERS: JsonValue = [{ url: 'https://example.org' }]

/** Lists every breaking change for a path, apart from those of its operations. */
export function listPathChanges(): BreakingChange[] {
  return [
    remove('path-removed'),
    rename('/renamed', 'path-removed'),
    gain('servers', OTHER_SERVERS, 'server-changed'),
    gain('futureKeyword', true),
    {
      ...gain('parameters', [REQUIRED_PARAMETER], 'parameter-required'),
      at: '/parameters/0/required',
    },
  ]
}

/** Lists every breaking change for an operation, apart from those inside its parameters and responses. */
export function listOperationChanges(baseline: JsonObject): BreakingChange[] {
  const tags = asArray(baseline['tags'])
  const parameters = asArray(baseline['parameters'])
  return [
    remove('operation-removed'),
    rename('trace', 'operation-removed'),
    set('operationId', 'renamed', 'operation-id-changed'),
    drop('operationId', 'operation-id-changed'),
    set('summary', 'changed', 'summary-changed'),
    drop('summary', 'summary-changed'),
    set('description', 'changed', 'description-changed'),
    drop('description', 'description-changed'),
    ...tags.map((_, index) => set('tags', tags.toSpliced(index, 1), 'tag-removed')),
    set('security', [{ newScheme: [] }], 'security-added'),
    { ...gain('requestBody', { required: true, content: {} }, 'request-body-required'), at: '/requestBody/required' },
    gain('servers', OTHER_SERVERS, 'server-changed'),
    gain('futureKeyword', true),
    {
      ...set('parameters', [...parameters, REQUIRED_PARAMETER], 'parameter-required', 'with a new required parameter'),
      at: `/parameters/${parameters.length}/required`,
    },
    ...parameters.flatMap((parameter, index) => [
      set('parameters', parameters.toSpliced(index, 1), 'parameter-removed', 'without a parameter'),
      set(
        'parameters',
        parameters.with(index, { ...asObject(parameter), name: 'renamed' }),
        'parameter-removed',
        'with a renamed parameter',
      ),
      set(
        'parameters',
        parameters.with(index, { ...asObject(parameter), in: 'header' }),
        'parameter-removed',
        'with a parameter elsewhere',
      ),
    ]),
  ]
}

/** Lists every breaking change for a parameter that stays under its name, apart from those of its schema. */
export function listParameterChanges(baseline: JsonObject): BreakingChange[] {
  const required = baseline['required'] === true
  return [
    set('required', !required, 'parameter-required'),
    ...(required ? [drop('required', 'parameter-required')] : []),
    set('description', 'changed', 'description-changed'),
    drop('description', 'description-changed'),
    gain('style', 'spaceDelimited'),
    gain('explode', false),
    gain('allowReserved', true),
    gain('allowEmptyValue', true),
    gain('content', {}),
    gain('futureKeyword', true),
  ]
}
