// Generated from openapi/credits.yaml by `npm run generate`. Do not edit.

/** Every error code of the API: its status, what happened, what to do, whether the same request may succeed later. */
export const errorCodes = {
  "MALFORMED_REQUEST": {
    "status": 400,
    "message": "The request is not valid HTTP.",
    "remedy": "Send it with an HTTP client library.",
    "retryable": false
  },
  "INVALID_HOST": {
    "status": 400,
    "message": "The Host header is missing, repeated or not a host name.",
    "remedy": "Send exactly one Host header with a host name and, if needed, a port.",
    "retryable": false
  },
  "MALFORMED_PATH": {
    "status": 400,
    "message": "The path has a percent-encoding that is not valid UTF-8.",
    "remedy": "Encode path segments with encodeURIComponent.",
    "retryable": false
  },
  "INVALID_ADDRESS": {
    "status": 400,
    "message": "The address is not an Ethereum address.",
    "remedy": "Use 0x followed by 40 hexadecimal digits.",
    "retryable": false
  },
  "INVALID_STATUS": {
    "status": 400,
    "message": "The status filter is not one of the allowed values.",
    "remedy": "Use one of the values in details.allowed, once, or leave the filter out.",
    "retryable": false
  },
  "INVALID_CREDIT_ID": {
    "status": 400,
    "message": "The credit ID is not a UUID.",
    "remedy": "Use the id of a credit as getCredits lists it.",
    "retryable": false
  },
  "DUPLICATE_PARAMETER": {
    "status": 400,
    "message": "A query parameter is given more than once.",
    "remedy": "Send the parameter named in details.parameter once.",
    "retryable": false
  },
  "USER_FLAGGED": {
    "status": 401,
    "message": "The user is flagged for multi-accounting or captcha violations.",
    "remedy": "Show reason.message to the user; there is nothing to retry until the flag is lifted.",
    "retryable": false
  },
  "NOT_FOUND": {
    "status": 404,
    "message": "There is nothing at this path.",
    "remedy": "Compare it with the paths in /openapi.json; case and slashes count.",
    "retryable": false
  },
  "USER_NOT_FOUND": {
    "status": 404,
    "message": "This address is not known here.",
    "remedy": "A user becomes known by registering or by a first grant.",
    "retryable": false
  },
  "CREDIT_NOT_FOUND": {
    "status": 404,
    "message": "This user has no such credit.",
    "remedy": "Use the id of a credit as getCredits lists it.",
    "retryable": false
  },
  "METHOD_NOT_ALLOWED": {
    "status": 405,
    "message": "This path does not have this method.",
    "remedy": "Use a method that the Allow header names.",
    "retryable": false
  },
  "NOT_ACCEPTABLE": {
    "status": 406,
    "message": "No media type of this operation is acceptable to the client.",
    "remedy": "Accept one of the types in details.available.",
    "retryable": false
  },
  "REQUEST_TIMEOUT": {
    "status": 408,
    "message": "The request did not arrive in time.",
    "remedy": "Send it again, all of it within 15 seconds.",
    "retryable": true
  },
  "CREDIT_REVOKED": {
    "status": 410,
    "message": "The credit was revoked.",
    "remedy": "Drop it; it cannot be spent any more.",
    "retryable": false
  },
  "URI_TOO_LONG": {
    "status": 414,
    "message": "The URL is longer than 2,048 bytes.",
    "remedy": "Send a shorter one.",
    "retryable": false
  },
  "EXPECTATION_FAILED": {
    "status": 417,
    "message": "The Expect header asks for something this server does not do.",
    "remedy": "Leave it out, or send 100-continue.",
    "retryable": false
  },
  "HEADERS_TOO_LARGE": {
    "status": 431,
    "message": "The head of the request has more than 8 KiB or more than 64 header lines.",
    "remedy": "Send fewer or shorter headers.",
    "retryable": false
  },
  "INTERNAL_ERROR": {
    "status": 500,
    "message": "The server failed.",
    "remedy": "Report the requestId to the operator.",
    "retryable": true
  },
  "UNAVAILABLE": {
    "status": 503,
    "message": "The server cannot reach its database just now.",
    "remedy": "Try again after the seconds in Retry-After.",
    "retryable": true
  }
} as const
