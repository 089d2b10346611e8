// Generated from openapi/credits.yaml by `npm run generate`. Do not edit.

/** Every operation of the contract by its id. */
export const operationTable = {
  "getCredits": {
    "method": "GET",
    "path": "/users/{address}/credits",
    "access": "public",
    "scope": null,
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
  "grantCredits": {
    "method": "POST",
    "path": "/users/{address}/credits",
    "access": "bearer",
    "scope": "credits:grant",
    "statuses": [
      201,
      400,
      401,
      403,
      406,
      408,
      409,
      413,
      414,
      415,
      417,
      422,
      431,
      500,
      503
    ],
    "mediaTypes": [
      "application/json"
    ],
    "errors": [
      "INVALID_ADDRESS",
      "IDEMPOTENCY_KEY_REQUIRED",
      "INVALID_IDEMPOTENCY_KEY",
      "INVALID_JSON",
      "DUPLICATE_KEY",
      "INVALID_BODY",
      "UNKNOWN_FIELD",
      "AMOUNT_MUST_BE_STRING",
      "INVALID_AMOUNT",
      "INVALID_TEXT",
      "INVALID_EXPIRY",
      "INVALID_SEASON_ID",
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "UNAUTHORIZED",
      "FORBIDDEN",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "IDEMPOTENCY_IN_PROGRESS",
      "SEASON_BUDGET_EXHAUSTED",
      "BODY_TOO_LARGE",
      "URI_TOO_LONG",
      "UNSUPPORTED_MEDIA_TYPE",
      "UNSUPPORTED_ENCODING",
      "EXPECTATION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "BAD_CHECKSUM",
      "INVALID_RECIPIENT",
      "RECIPIENT_FLAGGED",
      "RECIPIENT_OPTED_OUT",
      "UNKNOWN_SEASON",
      "EXPIRY_REQUIRED",
      "EXPIRY_IN_PAST",
      "AMOUNT_ABOVE_LIMIT",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE",
      "OUTCOME_UNKNOWN"
    ]
  },
  "getCreditsStream": {
    "method": "GET",
    "path": "/users/{address}/credits/stream",
    "access": "public",
    "scope": null,
    "statuses": [
      200,
      400,
      401,
      404,
      406,
      408,
      414,
      417,
      429,
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
      "TOO_MANY_STREAMS",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE",
      "SERVER_FULL"
    ]
  },
  "getCredit": {
    "method": "GET",
    "path": "/users/{address}/credits/{id}",
    "access": "public",
    "scope": null,
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
  "getEntries": {
    "method": "GET",
    "path": "/users/{address}/entries",
    "access": "public",
    "scope": null,
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
      "application/json"
    ],
    "errors": [
      "INVALID_ADDRESS",
      "INVALID_LIMIT",
      "INVALID_CURSOR",
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
  "demoGrant": {
    "method": "POST",
    "path": "/demo/users/{address}/credits",
    "access": "same-origin",
    "scope": null,
    "statuses": [
      201,
      400,
      404,
      406,
      408,
      409,
      413,
      414,
      415,
      417,
      422,
      431,
      500,
      503
    ],
    "mediaTypes": [
      "application/json"
    ],
    "errors": [
      "INVALID_ADDRESS",
      "IDEMPOTENCY_KEY_REQUIRED",
      "INVALID_IDEMPOTENCY_KEY",
      "INVALID_JSON",
      "DUPLICATE_KEY",
      "INVALID_BODY",
      "UNKNOWN_FIELD",
      "INVALID_TEXT",
      "MALFORMED_PATH",
      "MALFORMED_REQUEST",
      "INVALID_HOST",
      "NOT_FOUND",
      "USER_NOT_FOUND",
      "NOT_ACCEPTABLE",
      "REQUEST_TIMEOUT",
      "IDEMPOTENCY_IN_PROGRESS",
      "SEASON_BUDGET_EXHAUSTED",
      "BODY_TOO_LARGE",
      "URI_TOO_LONG",
      "UNSUPPORTED_MEDIA_TYPE",
      "UNSUPPORTED_ENCODING",
      "EXPECTATION_FAILED",
      "IDEMPOTENCY_KEY_REUSED",
      "BAD_CHECKSUM",
      "INVALID_RECIPIENT",
      "RECIPIENT_FLAGGED",
      "RECIPIENT_OPTED_OUT",
      "UNKNOWN_SEASON",
      "EXPIRY_REQUIRED",
      "EXPIRY_IN_PAST",
      "AMOUNT_ABOVE_LIMIT",
      "HEADERS_TOO_LARGE",
      "INTERNAL_ERROR",
      "UNAVAILABLE",
      "OUTCOME_UNKNOWN"
    ]
  },
  "getOpenApiJson": {
    "method": "GET",
    "path": "/openapi.json",
    "access": "public",
    "scope": null,
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
    "access": "public",
    "scope": null,
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
    "access": "public",
    "scope": null,
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
    "access": "public",
    "scope": null,
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
    "access": "public",
    "scope": null,
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

/** What an API key may be allowed, by the name of the scope. */
export const scopes = {
  "credits:read": "See every credit and its history, whoever owns it.",
  "credits:grant": "Grant credits, one by one and in batches.",
  "credits:revoke": "Take back what is left of a credit.",
  "seasons:write": "Create, edit, pause and close seasons, and see their budgets.",
  "goals:write": "Create and edit the goals of a season.",
  "goals:report": "Report the progress of users towards goals.",
  "claims:write": "Make the pending credits of a user spendable.",
  "users:write": "Register users, and let them leave and come back.",
  "flags:read": "See flags with all that operators are told of them.",
  "flags:write": "Flag users and lift their flags.",
  "keys:write": "Create, rotate and revoke API keys.",
  "audit:read": "Read who has changed what."
} as const
