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
  "INVALID_TRANSACTION_HASH": {
    "status": 400,
    "message": "The transaction hash is not 32 bytes in hex.",
    "remedy": "Send 0x and 64 hex digits, as the wallet has answered them.",
    "retryable": false
  },
  "INVALID_CREDIT_ID": {
    "status": 400,
    "message": "The credit ID is not a UUID.",
    "remedy": "Use the id of a credit as getCredits lists it.",
    "retryable": false
  },
  "INVALID_LIMIT": {
    "status": 400,
    "message": "The limit is not a whole number from 1 to 100.",
    "remedy": "Send one in decimal digits, or leave the limit out.",
    "retryable": false
  },
  "INVALID_CURSOR": {
    "status": 400,
    "message": "The cursor is not one that this server gave.",
    "remedy": "Send the nextCursor of the last page as it is, or leave the cursor out to begin with the newest entry.",
    "retryable": false
  },
  "DUPLICATE_PARAMETER": {
    "status": 400,
    "message": "A query parameter is given more than once.",
    "remedy": "Send the parameter named in details.parameter once.",
    "retryable": false
  },
  "INVALID_SEASON_ID": {
    "status": 400,
    "message": "The season id is not a positive whole number.",
    "remedy": "Use the id of a season.",
    "retryable": false
  },
  "INVALID_GOAL_ID": {
    "status": 400,
    "message": "The goal id is not 1 to 64 lower-case letters, digits and hyphens.",
    "remedy": "Use the id of a goal.",
    "retryable": false
  },
  "INVALID_EVENT_ID": {
    "status": 400,
    "message": "The eventId is not 1 to 255 visible ASCII characters.",
    "remedy": "Send the name under which you know the event, or a UUID that you keep.",
    "retryable": false
  },
  "INVALID_STEPS": {
    "status": 400,
    "message": "The steps are not a whole number from 1 to 1000000.",
    "remedy": "Send one, or leave it out for 1.",
    "retryable": false
  },
  "INVALID_TIME": {
    "status": 400,
    "message": "A time is not in whole seconds with a zone.",
    "remedy": "Use a form such as 2026-04-27T00:00:00Z.",
    "retryable": false
  },
  "IDEMPOTENCY_KEY_REQUIRED": {
    "status": 400,
    "message": "The Idempotency-Key header is missing.",
    "remedy": "Make a key before the first try and send it with every try.",
    "retryable": false
  },
  "INVALID_IDEMPOTENCY_KEY": {
    "status": 400,
    "message": "The Idempotency-Key is not 1 to 255 visible ASCII characters, or is sent twice.",
    "remedy": "Send one, such as a UUID.",
    "retryable": false
  },
  "INVALID_JSON": {
    "status": 400,
    "message": "The body is not JSON, or is nested more than 20 levels deep.",
    "remedy": "Send one JSON object.",
    "retryable": false
  },
  "DUPLICATE_KEY": {
    "status": 400,
    "message": "The body has a key twice in one object.",
    "remedy": "Send each key once.",
    "retryable": false
  },
  "INVALID_BODY": {
    "status": 400,
    "message": "The body is not as the operation describes it.",
    "remedy": "Correct what details.problem says.",
    "retryable": false
  },
  "UNKNOWN_FIELD": {
    "status": 400,
    "message": "The body has a field that the operation does not know.",
    "remedy": "Leave out the field named in details.field.",
    "retryable": false
  },
  "AMOUNT_MUST_BE_STRING": {
    "status": 400,
    "message": "The amount is not a string.",
    "remedy": "Send it as a decimal string such as \"12.5\", because a JSON number may have been rounded already.",
    "retryable": false
  },
  "INVALID_AMOUNT": {
    "status": 400,
    "message": "The amount is not a positive decimal of MANA.",
    "remedy": "Use digits with at most 18 decimals, without sign, exponent or leading zeros; it is never rounded.",
    "retryable": false
  },
  "INVALID_TEXT": {
    "status": 400,
    "message": "A text is not 1 to 256 characters of plain Unicode.",
    "remedy": "Leave out control, invisible and direction characters, and send valid UTF-8.",
    "retryable": false
  },
  "INVALID_EXPIRY": {
    "status": 400,
    "message": "The expiry is not a time in whole seconds with a zone.",
    "remedy": "Use a form such as 2026-04-27T00:00:00Z.",
    "retryable": false
  },
  "INVALID_PARAMETER": {
    "status": 400,
    "message": "A query parameter is not of its form.",
    "remedy": "Correct the one named in details.parameter, or leave it out.",
    "retryable": false
  },
  "INVALID_AS_OF": {
    "status": 400,
    "message": "The time to answer for is not a moment of the past.",
    "remedy": "Use a form such as 2026-04-27T00:00:00Z that is not in the future, or leave it out.",
    "retryable": false
  },
  "INVALID_ADDRESSES": {
    "status": 400,
    "message": "A list of addresses is too short or too long, or has an address twice.",
    "remedy": "Correct what details.problem says.",
    "retryable": false
  },
  "INVALID_IP": {
    "status": 400,
    "message": "The ip is not an IPv4 or IPv6 address.",
    "remedy": "Send one without a mask, port or zone, or leave it out.",
    "retryable": false
  },
  "INVALID_UNTIL": {
    "status": 400,
    "message": "The end of the flag is not a time in whole seconds with a zone.",
    "remedy": "Use a form such as 2026-04-27T00:00:00Z, or leave it out.",
    "retryable": false
  },
  "INVALID_CLIENT": {
    "status": 400,
    "message": "The client is not 1 to 64 characters of a-z, 0-9 and the hyphen.",
    "remedy": "Use a name such as shop-2.",
    "retryable": false
  },
  "INVALID_SCOPES": {
    "status": 400,
    "message": "The scopes are not a list of known ones, each once.",
    "remedy": "Use some of the scopes that the contract lists.",
    "retryable": false
  },
  "INVALID_OVERLAP": {
    "status": 400,
    "message": "The overlap is not a whole number of seconds from 0 to 2592000.",
    "remedy": "Send one as a JSON number.",
    "retryable": false
  },
  "INVALID_KEY_ID": {
    "status": 400,
    "message": "The id is not one of an API key.",
    "remedy": "Use the id of a key as listKeys lists it.",
    "retryable": false
  },
  "INVALID_FILTER": {
    "status": 400,
    "message": "A filter is not of the form that its parameter has.",
    "remedy": "Correct the parameter named in details.parameter, or leave it out.",
    "retryable": false
  },
  "UNAUTHORIZED": {
    "status": 401,
    "message": "The credential is missing or wrong.",
    "remedy": "Send one Authorization header with a valid API key as Bearer.",
    "retryable": false
  },
  "USER_FLAGGED": {
    "status": 401,
    "message": "The user is flagged for multi-accounting or captcha violations.",
    "remedy": "Show reason.message to the user; there is nothing to retry until the flag is lifted.",
    "retryable": false
  },
  "FORBIDDEN": {
    "status": 403,
    "message": "The API key has not the scope of this operation.",
    "remedy": "Use a key with the scope in details.scope.",
    "retryable": false
  },
  "ABOVE_OWN_RIGHTS": {
    "status": 403,
    "message": "The key would be allowed more than the one that makes it.",
    "remedy": "Leave out what details name, or use a key that is allowed it.",
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
    "message": "There is no such credit, or it is another user's.",
    "remedy": "Use the id of a credit as getCredits lists it.",
    "retryable": false
  },
  "KEY_NOT_FOUND": {
    "status": 404,
    "message": "There is no such API key.",
    "remedy": "Use the id of a key as listKeys lists it.",
    "retryable": false
  },
  "SEASON_NOT_FOUND": {
    "status": 404,
    "message": "There is no such season.",
    "remedy": "Use the id of a season as getSeasons lists it.",
    "retryable": false
  },
  "GOAL_NOT_FOUND": {
    "status": 404,
    "message": "There is no such goal.",
    "remedy": "Use the id of a goal as getGoals lists it.",
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
  "IDEMPOTENCY_IN_PROGRESS": {
    "status": 409,
    "message": "The first request with this Idempotency-Key is still under way.",
    "remedy": "Repeat it with the same key after the seconds in Retry-After.",
    "retryable": true
  },
  "SEASON_BUDGET_EXHAUSTED": {
    "status": 409,
    "message": "The budget of the season does not cover this amount.",
    "remedy": "Grant less, or raise the budget and use a new key.",
    "retryable": false
  },
  "PLAN_OUTDATED": {
    "status": 409,
    "message": "The batch would not do any more what its plan said, so nothing was done.",
    "remedy": "Plan it again, and send it with the new hash and a new key.",
    "retryable": false
  },
  "KEY_ENDED": {
    "status": 409,
    "message": "The API key is revoked or expired already.",
    "remedy": "Create a new key for the client.",
    "retryable": false
  },
  "WEEK_BUDGET_EXHAUSTED": {
    "status": 409,
    "message": "The season's budget of this week does not cover this amount.",
    "remedy": "Grant less, or wait until Monday or raise the weekly budget, and use a new key.",
    "retryable": false
  },
  "SEASON_EXISTS": {
    "status": 409,
    "message": "There is a season with this id already.",
    "remedy": "Use another id, or leave it out.",
    "retryable": false
  },
  "SEASON_OVERLAPS": {
    "status": 409,
    "message": "Another season runs at the same time.",
    "remedy": "Choose dates outside of the seasons that listSeasons lists.",
    "retryable": false
  },
  "SEASON_HAS_HISTORY": {
    "status": 409,
    "message": "The season has credits or progress in its goals.",
    "remedy": "Close it instead; what has happened is never deleted.",
    "retryable": false
  },
  "GOAL_EXISTS": {
    "status": 409,
    "message": "There is a goal with this id already.",
    "remedy": "Use another id, or edit the goal that has it.",
    "retryable": false
  },
  "CREDIT_REVOKED": {
    "status": 410,
    "message": "The credit was revoked.",
    "remedy": "Drop it; it cannot be spent any more.",
    "retryable": false
  },
  "CREDIT_LAPSED": {
    "status": 410,
    "message": "The credit was not claimed in time.",
    "remedy": "Drop it; it could be claimed until its claimBy.",
    "retryable": false
  },
  "BODY_TOO_LARGE": {
    "status": 413,
    "message": "The body is larger than this operation takes.",
    "remedy": "Send at most the bytes in details.limit.",
    "retryable": false
  },
  "URI_TOO_LONG": {
    "status": 414,
    "message": "The URL is longer than 2,048 bytes.",
    "remedy": "Send a shorter one.",
    "retryable": false
  },
  "UNSUPPORTED_MEDIA_TYPE": {
    "status": 415,
    "message": "The body is not said to be JSON in UTF-8.",
    "remedy": "Send application/json with that Content-Type.",
    "retryable": false
  },
  "UNSUPPORTED_ENCODING": {
    "status": 415,
    "message": "The body is compressed.",
    "remedy": "Send it without Content-Encoding.",
    "retryable": false
  },
  "EXPECTATION_FAILED": {
    "status": 417,
    "message": "The Expect header asks for something this server does not do.",
    "remedy": "Leave it out, or send 100-continue.",
    "retryable": false
  },
  "IDEMPOTENCY_KEY_REUSED": {
    "status": 422,
    "message": "The Idempotency-Key was used for another request.",
    "remedy": "Use a new key for a new grant.",
    "retryable": false
  },
  "EVENT_ID_REUSED": {
    "status": 422,
    "message": "The eventId was used for another event.",
    "remedy": "Report each event under a name of its own.",
    "retryable": false
  },
  "BAD_CHECKSUM": {
    "status": 422,
    "message": "The address has a wrong EIP-55 checksum, so it was probably mistyped.",
    "remedy": "Check it, or send it in lower case if it is right.",
    "retryable": false
  },
  "INVALID_RECIPIENT": {
    "status": 422,
    "message": "Nobody can spend credits of this address.",
    "remedy": "Use a user's address, not the zero address or the contract.",
    "retryable": false
  },
  "RECIPIENT_FLAGGED": {
    "status": 422,
    "message": "The recipient is flagged.",
    "remedy": "Lift the flag, or send allowFlagged.",
    "retryable": false
  },
  "RECIPIENT_OPTED_OUT": {
    "status": 422,
    "message": "The recipient has opted out.",
    "remedy": "Grant again with a new key when the user has rejoined.",
    "retryable": false
  },
  "UNKNOWN_SEASON": {
    "status": 422,
    "message": "There is no such season.",
    "remedy": "Use the id of a season, or leave it out.",
    "retryable": false
  },
  "SEASON_NOT_RUNNING": {
    "status": 422,
    "message": "The season of the goal has not begun, or is over.",
    "remedy": "Report events while the season runs; this one was not counted.",
    "retryable": false
  },
  "SEASON_PAUSED": {
    "status": 422,
    "message": "The season is paused.",
    "remedy": "Resume it or send allowPaused, and use a new key.",
    "retryable": false
  },
  "SEASON_CLOSED": {
    "status": 422,
    "message": "The season is closed.",
    "remedy": "Use another season; a closed one is not opened again.",
    "retryable": false
  },
  "INVALID_SEASON_DATES": {
    "status": 422,
    "message": "These cannot be the dates of a season.",
    "remedy": "Let it end after it starts, from 1970 on, and its days of grace before the year 10000.",
    "retryable": false
  },
  "SEASON_DATES_FROZEN": {
    "status": 422,
    "message": "The season has credits, and their expiry follows from its dates.",
    "remedy": "Only let it end later, or add days of grace.",
    "retryable": false
  },
  "BUDGET_BELOW_GRANTED": {
    "status": 422,
    "message": "The budget is less than what was granted.",
    "remedy": "Send at least details.granted MANA.",
    "retryable": false
  },
  "GOAL_CLOSED": {
    "status": 422,
    "message": "The goal is closed.",
    "remedy": "Report towards another goal; a closed one is not opened again.",
    "retryable": false
  },
  "GOAL_FROZEN": {
    "status": 422,
    "message": "The goal has progress or credits, which its period, steps and reward were promised to.",
    "remedy": "Close it and create another one.",
    "retryable": false
  },
  "EXPIRY_REQUIRED": {
    "status": 422,
    "message": "There is no season to take the expiry from.",
    "remedy": "Send expiresAt.",
    "retryable": false
  },
  "EXPIRY_IN_PAST": {
    "status": 422,
    "message": "The expiry is not in the future.",
    "remedy": "Send an expiresAt in the future.",
    "retryable": false
  },
  "UNTIL_IN_PAST": {
    "status": 422,
    "message": "The flag would have ended already.",
    "remedy": "Send an until in the future, or leave it out.",
    "retryable": false
  },
  "AMOUNT_ABOVE_LIMIT": {
    "status": 422,
    "message": "The amount is more than one grant may have.",
    "remedy": "Grant at most details.limit MANA.",
    "retryable": false
  },
  "BATCH_REFUSED": {
    "status": 422,
    "message": "Items of the batch are refused, so nothing was granted.",
    "remedy": "Correct or leave out the items in details.refused, and send it with a new key.",
    "retryable": false
  },
  "SPEND_NOT_COVERED": {
    "status": 422,
    "message": "The credits do not cover this amount.",
    "remedy": "Spend at most details.available MANA.",
    "retryable": false
  },
  "SPEND_REFUSED": {
    "status": 422,
    "message": "The contract refuses to spend these credits.",
    "remedy": "See details.revert, which is the contract's own word, and details.remedy.",
    "retryable": false
  },
  "NOTHING_TO_REVOKE": {
    "status": 422,
    "message": "Nothing is left that could be taken back.",
    "remedy": "What was spent stays spent; look at the credit's entries.",
    "retryable": false
  },
  "RESERVED_CLIENT": {
    "status": 422,
    "message": "The name of the client is reserved.",
    "remedy": "Use another name than goals, root or demo.",
    "retryable": false
  },
  "DAILY_LIMIT": {
    "status": 429,
    "message": "The client has granted as much today as its API key allows.",
    "remedy": "Grant less, or use a new Idempotency-Key after the seconds in Retry-After.",
    "retryable": false
  },
  "SIGNER_LIMIT": {
    "status": 429,
    "message": "The key that signs credits has signed as much in this hour or day as it may.",
    "remedy": "Repeat the request after the seconds in Retry-After; what is more than details.limit at once must be split.",
    "retryable": true
  },
  "RATE_LIMITED": {
    "status": 429,
    "message": "The client sends more requests a second than it may.",
    "remedy": "Repeat the request after the seconds in Retry-After; nothing of it was done.",
    "retryable": true
  },
  "TOO_MANY_STREAMS": {
    "status": 429,
    "message": "This client address holds as many streams as it may.",
    "remedy": "Close one, or wait for the seconds in Retry-After.",
    "retryable": true
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
  },
  "SERVER_FULL": {
    "status": 503,
    "message": "This server holds as many streams as it can.",
    "remedy": "The client comes back by itself after the announced time.",
    "retryable": true
  },
  "CHAIN_UNAVAILABLE": {
    "status": 503,
    "message": "The server cannot reach the node of the chain just now.",
    "remedy": "Look at the balance, then try again after the seconds in Retry-After.",
    "retryable": true
  },
  "OUTCOME_UNKNOWN": {
    "status": 503,
    "message": "The connection to the database broke while the change was being made.",
    "remedy": "Repeat the request with the same key; the answer says whether it was made.",
    "retryable": true
  }
} as const
