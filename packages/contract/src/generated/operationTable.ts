// Generated from openapi/credits.yaml by `npm run generate`. Do not edit.

/** Every operation of the contract by its id. */
export const operationTable = {
  "getCredits": {
    "method": "GET",
    "path": "/users/{address}/credits",
    "public": true,
    "statuses": [
      200,
      304,
      400,
      401,
      404,
      406,
      408,
      414,
      417,
      431,
      500,
      503
    ],
    "mediaTypes": [
      "application/json"
    ],
    "errors": [
      "INVALID_ADDRESS",
      "INVALID_STATUS",
      "DUPLICATE_PARAMETER",
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "USER_FLAGGED",
      "USER_NOT_FOUND",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE"
    ]
  },
  "getCreditsStream": {
    "method": "GET",
    "path": "/users/{address}/credits/stream",
    "public": true,
    "statuses": [
      200,
      400,
      401,
      404,
      406,
      408,
      414,
      417,
      431,
      500,
      503
    ],
    "mediaTypes": [
      "text/event-stream"
    ],
    "errors": [
      "INVALID_ADDRESS",
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "USER_FLAGGED",
      "USER_NOT_FOUND",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE"
    ]
  },
  "getCredit": {
    "method": "GET",
    "path": "/users/{address}/credits/{id}",
    "public": true,
    "statuses": [
      200,
      400,
      401,
      404,
      406,
      408,
      410,
      414,
      417,
      431,
      500,
      503
    ],
    "mediaTypes": [
      "application/json"
    ],
    "errors": [
      "INVALID_ADDRESS",
      "INVALID_CREDIT_ID",
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "USER_FLAGGED",
      "USER_NOT_FOUND",
      "CREDIT_NOT_FOUND",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "CREDIT_REVOKED",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE"
    ]
  },
  "getOpenApiJson": {
    "method": "GET",
    "path": "/openapi.json",
    "public": true,
    "statuses": [
      200,
      400,
      406,
      408,
      414,
      417,
      431,
      500
    ],
    "mediaTypes": [
      "application/json"
    ],
    "errors": [
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR"
    ]
  },
  "getOpenApiYaml": {
    "method": "GET",
    "path": "/openapi.yaml",
    "public": true,
    "statuses": [
      200,
      400,
      406,
      408,
      414,
      417,
      431,
      500
    ],
    "mediaTypes": [
      "application/yaml"
    ],
    "errors": [
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR"
    ]
  },
  "getHomePage": {
    "method": "GET",
    "path": "/",
    "public": true,
    "statuses": [
      200,
      400,
      406,
      408,
      414,
      417,
      431,
      500,
      503
    ],
    "mediaTypes": [
      "text/html"
    ],
    "errors": [
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE"
    ]
  },
  "getReferencePage": {
    "method": "GET",
    "path": "/docs",
    "public": true,
    "statuses": [
      200,
      400,
      406,
      408,
      414,
      417,
      431,
      500
    ],
    "mediaTypes": [
      "text/html"
    ],
    "errors": [
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR"
    ]
  },
  "getReferenceFile": {
    "method": "GET",
    "path": "/docs/{file}",
    "public": true,
    "statuses": [
      200,
      400,
      404,
      406,
      408,
      414,
      417,
      431,
      500
    ],
    "mediaTypes": [
      "text/javascript",
      "text/css"
    ],
    "errors": [
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "NOT_FOUND",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "URI_TOO_LONG",
      "EXPECTATION_FAILED",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR"
    ]
  }
} as const
