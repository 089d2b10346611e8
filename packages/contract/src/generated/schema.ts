// Generated from openapi/credits.yaml by `npm run generate`. Do not edit.

export interface paths {
    "/users/{address}/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get user credits
         * @description Returns all credits for a specific user with their current status.
         *     Returns 401 if the user is flagged for multi-accounting or captcha violations.
         */
        get: operations["getCredits"];
        put?: never;
        /**
         * Grant a credit
         * @description Grants a credit that can be spent at once, and answers it with its signature. Repeating the request with the same
         *     `Idempotency-Key` answers the first result again, refusals included, and grants nothing more.
         *
         *     `expiresAt` left out is the spend-by date of the season; the season left out is the one that runs, if one does.
         */
        post: operations["grantCredits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/credits/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get credits stream (SSE)
         * @description Server-sent events endpoint for real-time credit balance updates.
         *     Provides a persistent connection that streams credit updates as they occur.
         */
        get: operations["getCreditsStream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/credits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get one credit
         * @description Returns one claimed, unrevoked credit of the user in its current status, USED and EXPIRED among them.
         */
        get: operations["getCredit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user's history
         * @description Returns the entries of the user's ledger, newest first, a page at a time. Pages fit together whatever is written
         *     meanwhile: each entry comes once, and what is newer than the first page is not in the later ones.
         *
         *     Between the entries stand items that nobody wrote, because they follow from the clock: a credit that `expired` with
         *     something left, one that `lapsed` because it was not claimed in time, and the `unflagged` of a flag that ended by
         *     itself. They are marked `computed`. An expiry comes before every entry of its second; what was spent earlier and
         *     seen later is an entry after it, and changes neither the expiry nor a balance.
         */
        get: operations["getEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credits/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grant credits in a batch
         * @description Grants up to 10,000 credits in one transaction, and answers one result for each item, in the order of the items.
         *
         *     In mode `each` every item is judged as if it had been sent to grantCredits, one after the other: an item that is
         *     refused does not stop the others, and an item that the season's budget does not cover leaves it to those behind it.
         *     In mode `all` one refusal refuses the batch (BATCH_REFUSED), and nothing is granted. In either mode a sum that is more
         *     than the client may still grant today refuses the batch (DAILY_LIMIT), and so does one that is more than may still be signed
         *     (SIGNER_LIMIT).
         *
         *     The batch is one request under its `Idempotency-Key`: repeating it answers the first results again, byte for byte,
         *     refusals included. An address may come more than once. With `planHash` it is done only if it would still do what
         *     planBatch said.
         */
        post: operations["grantBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credits/batch/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Plan a batch
         * @description Says what grantBatch would do now with the same body, and does nothing: a verdict for each item, the totals, and what
         *     they take from budgets. `hash` stands for that answer. Sent with the batch as `planHash`, it refuses the batch with
         *     PLAN_OUTDATED and does nothing if any of this has changed since:
         *
         *     - the items and the mode;
         *     - the verdict of any item: whether it is granted, else its code, and whether its recipient is flagged, so flags,
         *       opt-outs, limits, a season that was paused or closed, and a budget that covers other items than it did;
         *     - the terms of any item that is granted: value, expiry, season and the end of it;
         *     - the budgets that each of those seasons has, in all and for a week;
         *     - the chain, contract and signer that vouchers are made for.
         *
         *     What others are granted meanwhile does not outdate a plan, as long as the budget still covers the same items.
         */
        post: operations["planBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credits
         * @description Lists credits of every user, newest first, a page at a time: pending, lapsed and revoked ones too, which their owners
         *     are not shown. Filters narrow each other; times are compared as `from <= time < to`.
         *
         *     `asOf` answers as this server would have answered then: credits granted until then, in the state of then.
         */
        get: operations["listCredits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credits/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export credits
         * @description Streams all credits that the filters leave, oldest first and of one moment, as CSV or as a JSON object a line; `format`
         *     chooses, else `Accept`. Amounts are decimal strings, in MANA and in wei. A signature is never exported.
         *
         *     **Whole or not.** The last line of NDJSON is `{"end":true,"count":n}`; without it the export broke off. CSV has no such
         *     line: an export that breaks off ends without the last chunk, which every HTTP client reports as an error.
         *
         *     **CSV.** As RFC 4180 says, with a header line. A field that begins with `=`, `+`, `-`, `@`, a tab or a line break gets a
         *     `'` in front, so that no spreadsheet runs it; NDJSON has it as it is.
         */
        get: operations["exportCredits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credits/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get any credit
         * @description Returns one credit, whoever owns it and whatever its state, with its entries. The signature of a credit that is not
         *     claimed, or that was revoked, is shown to nobody.
         */
        get: operations["getCreditById"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/credits/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke a credit
         * @description Takes back what is left of one credit: it leaves the balance at once and its signature is shown no more. The contract
         *     does not know of it until somebody who may calls `revokeCredits` there; see listRevocations.
         *
         *     A credit is revoked once: asked again the answer is the first one, with the first reason. One that is pending or expired
         *     can be revoked, so that it is never claimed and never given back; one of which nothing is left cannot.
         */
        post: operations["revokeCredit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/credits/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke all credits of a user
         * @description Takes back what is left of every credit of a user, in one transaction: all of them or none. The answer sums up all that
         *     was ever revoked of the user, so asked again it is the same.
         */
        post: operations["revokeUserCredits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List revocations
         * @description Lists revoked credits, oldest revocation first, a page at a time. A revocation is `pending` until the contract's
         *     `CreditRevoked` of that credit is seen on its chain; until then whoever has the signature could spend it.
         */
        get: operations["listRevocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/revocations/calldata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the calls that revoke on chain
         * @description Returns the calldata of `revokeCredits(bytes32[])` for pending revocations, oldest first, in calls of at most `perCall`
         *     credits of one chain and contract; at most 2,000 credits at once, and `hasMore` if there are others. The server signs
         *     and sends nothing: it holds no key that may revoke. Send the calls from one that may; what has been seen on chain is left
         *     out the next time. Left out as well is what the contract refuses of itself: a credit that is expired or used up.
         */
        get: operations["getRevocationCalls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{address}/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user's balance of any moment
         * @description Returns the balance as getCredits answers it, also of a user who is flagged or has left. With `asOf` it is what this
         *     server would have answered then: entries until then, and the clock of then. Two things cannot be as they were: the epoch
         *     in `snapshotId` is the present one, and a credit that has been revoked since shows no signature.
         */
        get: operations["getUserBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/users/{address}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user's history with who and why
         * @description Returns the same pages as getEntries, also of a user who is flagged or has left, and with each entry who wrote it and the
         *     reason and annotation that were given.
         */
        get: operations["getUserEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/entries/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the ledger
         * @description Streams the entries of all users, or of one, ordered by user and version and of one moment; as exportCredits does.
         */
        get: operations["exportEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/flag": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Flag users
         * @description Flags up to 1,000 users, all of them or, if anything is refused, none. From then on their public reads are 401 and
         *     their open streams end. Only `reason.message` is ever shown to the public; the rest of the reason is for operators.
         *
         *     A user who already has an active flag with the same type, reason and `until` is left as it is, so the request can be
         *     repeated. A flag that differs is added: a user is flagged for as long as any flag is active, and the newest active one
         *     gives the reason. With `until` a flag ends by itself at that very second. An address that nobody has met is flagged
         *     too; it does not become known by it.
         */
        post: operations["flagUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unflag": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift flags
         * @description Lifts the active flags of one type of up to 1,000 users, all of them or, if anything is refused, none. Flags of the
         *     other type stay. Who has no such flag is left as it is, so the request can be repeated. The history is kept.
         */
        post: operations["unflagUsers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/admin/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List flags
         * @description Lists flags, newest first, a page at a time, with all that operators are told of them: those that are active, those
         *     that were lifted and those that ended by themselves.
         */
        get: operations["listFlags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description Lists every address that has a row here, in the order of addresses, a page at a time.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Register a user
         * @description Makes a user known without a grant: from then on their public reads are answered, with an empty balance. It has no
         *     entry and a new user is at version 0. Who is known already is left as they are, so the request can be repeated; who
         *     has opted out stays out until they rejoin.
         */
        post: operations["registerUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let a user leave
         * @description Opts a user out: public reads say that they are not known, open streams end, and nothing is granted to them. Nothing
         *     is deleted: what they have stays theirs, is spent on chain as before, and is there again when they rejoin. Who was
         *     never registered may opt out beforehand. Who has left already is left as they are, so the request can be repeated.
         */
        delete: operations["optOutUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/rejoin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a user come back
         * @description Lets a user who has opted out come back to what they had, at a higher version. Who has not left is left as they are,
         *     so the request can be repeated.
         */
        post: operations["rejoinUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tell whether a user is enrolled
         * @description Tells whether a user is enrolled, has opted out, or was never registered. To the public the last two are the same,
         *     because who has left is nobody's business; so this needs a key. It says nothing of flags.
         */
        get: operations["getUserStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a user's progress towards goals
         * @description Returns the goals of the season that runs and how far the user is with each in its present period, and the credits that
         *     were earned and wait to be claimed. A credit shows its signature only when it has been claimed.
         *
         *     Periods are the user's: a week begins on Monday 00:00 UTC, and a goal of the period `once` has the whole season.
         */
        get: operations["getProgress"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/goals/{goalId}/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report progress towards a goal
         * @description Counts an event towards a goal of the season that runs. The first report that reaches the goal's steps earns its reward: a
         *     credit that waits to be claimed until the season ends. A goal pays a user once in each period, whoever reports it.
         *
         *     `eventId` names the event for ever: the same report again is answered what it was first answered, and counts nothing
         *     more. A refused report counts nothing and is not remembered, so the same event may be reported again later.
         *
         *     The event counts in the period in which it is reported, by the database's clock. Only users who are known make progress;
         *     of a flagged user it is counted but not paid.
         *
         *     A reward that could not be paid (`unpaidBecause`) stays earned: it is paid with the next report of the same goal
         *     and period, or with the next claim of the user, if that is possible before the season ends.
         */
        post: operations["reportGoalProgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{address}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim a user's pending credits
         * @description Makes the pending credits of a user spendable, all of them or those that are named, and answers them with their
         *     signatures. It may be repeated: a credit that is named and was claimed before is answered as it is now, and where nothing
         *     is pending the list is empty. If one of the named credits cannot be claimed, none is.
         *
         *     Before it claims all, it pays what the user has earned and could not be paid (`unpaidBecause` of a report).
         */
        post: operations["claimCredits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions/{hash}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get what a transaction has spent
         * @description Tells what a transaction on chain has done to credits, as far as this server has followed the chain: whether its block is in,
         *     how deep it is by now, and what it took from which credits. A reorg may take a block back until it is final; then the
         *     transaction is `reorged` until it comes again in another block.
         *
         *     `unknown` is a transaction that is not mined, that used no credit, or whose block is not in yet.
         */
        get: operations["getTransaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/signer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the account that signs credits
         * @description Returns the account that this server signs new credits with, whether it holds CREDITS_SIGNER_ROLE as far as the server
         *     knows, and the other accounts that have signed credits which may not all have expired: of a key that was replaced, or of
         *     another server while a key is being replaced. Whoever verifies a signature trusts these for that contract on that chain,
         *     and the chain for whether they hold the role.
         */
        get: operations["getSigner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/season": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the season that runs
         * @description Returns the season that runs now: its week counted from 1, and whether it is paused. Weeks are Monday 00:00 to Sunday
         *     23:59:59 UTC.
         */
        get: operations["getCurrentSeason"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get all seasons
         * @description Returns the seasons that are over, newest first and at most 100 of them, the one that runs and the next one. `current` and
         *     `next` are null where there is none.
         */
        get: operations["getSeasons"];
        put?: never;
        /**
         * Create a season
         * @description Creates a season. No two seasons overlap; one begins in the second in which another one ends. `id` left out is the next free
         *     number, so a repetition of the same request is refused because the two would overlap.
         */
        post: operations["createSeason"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seasons/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the seasons with their budgets
         * @description Returns every season as operators see it, the one that starts last first, a page at a time.
         */
        get: operations["listSeasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seasons/{seasonId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a season with its budgets
         * @description Returns one season as operators see it.
         */
        get: operations["getSeason"];
        put?: never;
        post?: never;
        /**
         * Delete a season without history
         * @description Deletes a season and its goals, if it has no credits and nobody has made progress in its goals. A season with history is
         *     closed instead. Returns the season as it was.
         */
        delete: operations["deleteSeason"];
        options?: never;
        head?: never;
        /**
         * Edit a season
         * @description Changes the fields that are sent and no others. From the first credit of a season on its dates are frozen, except that it may
         *     end later and have more days of grace; both count for later grants only, because what has been signed keeps its expiry. The
         *     budget may not be less than what was granted. A weekly budget counts from now on: the current week included, the ones before
         *     it not. Of a closed season only the name and the description may change.
         */
        patch: operations["editSeason"];
        trace?: never;
    };
    "/seasons/{seasonId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a season
         * @description Stops everything that takes from the budget of the season: from this answer on no goal pays, and a grant that names the season,
         *     or names none while it runs, is refused with SEASON_PAUSED unless it says `allowPaused`. What was granted stays: it can be
         *     claimed and spent, and expires when it does. The dates and weeks go on. Pausing a paused season changes nothing.
         */
        post: operations["pauseSeason"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seasons/{seasonId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a season
         * @description Ends a pause. A refusal that was answered meanwhile stays a refusal for its `Idempotency-Key`. Resuming a season that is not
         *     paused changes nothing.
         */
        post: operations["resumeSeason"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seasons/{seasonId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a season for good
         * @description Ends a season now, whenever it was to end: no grant and no goal takes from its budget any more, and another season may run in
         *     the rest of its time. What was granted stays, and what is unclaimed can be claimed for as long as was fixed when it was granted.
         *     It cannot be opened again. Closing a closed season changes nothing.
         */
        post: operations["closeSeason"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/seasons/{seasonId}/goals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the goals of a season
         * @description Returns the goals of a season in the order of their ids, a page at a time, the closed ones too.
         */
        get: operations["getGoals"];
        put?: never;
        /**
         * Create a goal
         * @description Creates a goal in a season. Its id is unique over all seasons.
         */
        post: operations["createGoal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/goals/{goalId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit a goal
         * @description Changes the fields that are sent and no others. From the first progress or credit of a goal on its period, steps and reward are
         *     frozen.
         */
        patch: operations["editGoal"];
        trace?: never;
    };
    "/goals/{goalId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a goal for good
         * @description Closes a goal: from now on nobody makes progress in it. What it has paid stays. Closing a closed goal changes nothing.
         */
        post: operations["closeGoal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/users/{address}/credits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Grant a demo user a credit
         * @description Grants 1 MANA to a user of the demo; what the button on the start page does. It is there only where the demo is seeded,
         *     never in production, and only for pages of this server.
         */
        post: operations["demoGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/demo/users/{address}/spends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Spend credits of a demo user
         * @description Buys something for that much MANA on the demo's own chain and pays with the user's credits, soonest expiry first; what the
         *     button on the start page does. It only sends the transaction: the balance follows when it is in a block. It is there only
         *     where a chain came with the demo (`npm start -- --chain`), never in production, and only for pages of this server.
         */
        post: operations["demoSpend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Returns the keys of all clients, or of one, newest first, a page at a time; those that have ended too. A key itself is
         *     never shown again, nor is what is stored of it.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create an API key
         * @description Makes a key for a client, who becomes one by its first key, and shows it this one time: only a hash of it is stored.
         *     A client's name is for ever, and stays the same over its keys: it is who its grants are by.
         *
         *     Nobody makes a key that is allowed more than the one that makes it: no other scope, no higher quota, no later end; and
         *     whoever has a quota makes keys of its own client only, because the quota is counted by client. What an answer that
         *     was lost had made, `listKeys` shows.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an API key
         * @description Returns what is known of one key, ended or not, without the key itself.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Ends a key for good: at once on the server that answers, within five seconds on all others. A key that was revoked
         *     before stays as it is.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace an API key
         * @description Makes a new key of the same client, scopes and quota, and ends the old one after `overlapSeconds`, so that whoever uses
         *     it has time to change. The new key ends when the old one would have, unless `expiresAt` says otherwise. Whoever rotates
         *     a key must be allowed all that it is, as with `createKey`.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who has changed what
         * @description Returns one record for each write that a key has made, newest first, a page at a time. It was written with the change
         *     itself, so what was refused or did not come to pass has none, and a repeated answer has the one of the first.
         */
        get: operations["readAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this document as JSON
         * @description Returns the OpenAPI document that this server was built from.
         */
        get: operations["getOpenApiJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get this document as YAML
         * @description Returns the OpenAPI document that this server was built from, as it was written.
         */
        get: operations["getOpenApiYaml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the start page
         * @description A small page in plain words that says what this server is and links to what there is to see.
         */
        get: operations["getHomePage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the reference
         * @description This document as a page to read and to try calls from. It makes no request to any other host.
         */
        get: operations["getReferencePage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a file of the pages
         * @description Returns a script or style sheet that the pages are made of.
         */
        get: operations["getReferenceFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A signed, expiring voucher in MANA */
        Credit: {
            /**
             * Format: uuid
             * @description Credit ID (UUID)
             */
            id: string;
            /** @description Credit amount in MANA */
            amount: number;
            /**
             * @description Credit status
             * @enum {string}
             */
            status: "AVAILABLE" | "PARTIALLY_USED" | "USED" | "EXPIRED";
            /**
             * Format: date-time
             * @description Creation timestamp
             */
            createdAt?: string;
            /**
             * Format: date-time
             * @description Expiration timestamp (based on season end date)
             */
            expiresAt?: string;
            /** @description Credit signature for on-chain verification */
            signature?: string;
            /** @description Associated season ID */
            seasonId?: number;
            /** @description Goal ID that granted this credit */
            goalId?: string;
            /** @description What is left of the credit, in MANA */
            availableAmount?: number;
            onChain?: components["schemas"]["OnChainVoucher"];
        };
        /** @description What to grant */
        GrantRequest: {
            /**
             * @description Granted by an operator, not earned in a goal
             * @enum {string}
             */
            type: "on-demand";
            /**
             * Format: mana
             * @description MANA as a decimal with at most 18 decimals, such as "12.5"; more than 0
             * @example 12.5
             */
            amount: string;
            /**
             * Format: plain-text
             * @description Why, for the operators' history; never shown to the public
             */
            reason: string;
            /**
             * Format: plain-text
             * @description Anything else worth keeping
             */
            annotation?: string;
            /**
             * Format: whole-second
             * @description When it expires, in whole seconds and with a zone
             * @example 2026-04-27T00:00:00Z
             */
            expiresAt?: string;
            /** @description The season whose budget pays for it */
            seasonId?: number;
            /** @description Grant even to a flagged user */
            allowFlagged?: boolean;
            /** @description Take from the budget of the season even while it is paused */
            allowPaused?: boolean;
        };
        /** @description One grant of a batch; the body of grantCredits and the address */
        BatchItem: {
            /**
             * @description Whom to grant it to; with mixed case its EIP-55 checksum is judged
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            address: string;
            /**
             * @description Granted by an operator, not earned in a goal
             * @enum {string}
             */
            type: "on-demand";
            /**
             * Format: mana
             * @description MANA as a decimal with at most 18 decimals, such as "12.5"; more than 0
             * @example 12.5
             */
            amount: string;
            /**
             * Format: plain-text
             * @description Why, for the operators' history; never shown to the public
             */
            reason: string;
            /**
             * Format: plain-text
             * @description Anything else worth keeping
             */
            annotation?: string;
            /**
             * Format: whole-second
             * @description When it expires, in whole seconds and with a zone
             * @example 2026-04-27T00:00:00Z
             */
            expiresAt?: string;
            /** @description The season whose budget pays for it */
            seasonId?: number;
            /** @description Grant even to a flagged user */
            allowFlagged?: boolean;
            /** @description Take from the budget of the season even while it is paused */
            allowPaused?: boolean;
        };
        /** @description What to grant to whom */
        BatchItems: components["schemas"]["BatchItem"][];
        /**
         * @description `each` grants what can be granted; `all` grants everything or nothing
         * @enum {string}
         */
        BatchMode: "each" | "all";
        /** @description A batch to be judged */
        BatchPlanRequest: {
            mode: components["schemas"]["BatchMode"];
            items: components["schemas"]["BatchItems"];
        };
        /** @description A batch to be granted */
        BatchRequest: {
            mode: components["schemas"]["BatchMode"];
            items: components["schemas"]["BatchItems"];
            /** @description The `hash` of the plan to keep to; if left out, the batch is judged by what is true now */
            planHash?: string;
        };
        /** @description What a batch would do now */
        BatchPlan: {
            /** @description Stands for this answer; planBatch says what it covers */
            hash: string;
            /** @description How many items would be granted; none in mode `all` if one is refused */
            granted: number;
            /** @description How many items are refused by themselves */
            refused: number;
            /** @description How many items go to a flagged user, whether they allow it or not */
            flagged: number;
            /** @description What would be granted in all, in wei */
            grantedWei: components["schemas"]["Wei"];
            /**
             * @description The same in MANA, as an exact decimal
             * @example 12.5
             */
            grantedMana: string;
            /** @description What it takes from the budget of each season, by id */
            seasons: components["schemas"]["BatchSeason"][];
            /** @description What it takes from the client's quota of the day */
            quota: {
                takesWei: components["schemas"]["Wei"];
                /** @description What the client has left now; left out if it has no quota */
                leftWei?: components["schemas"]["Wei"];
            };
            /** @description One verdict for each item, in their order */
            items: components["schemas"]["BatchVerdict"][];
        };
        /** @description What a batch takes from the budget of a season */
        BatchSeason: {
            /** @description The season */
            seasonId: number;
            takesWei: components["schemas"]["Wei"];
            /** @description What is left of its budget now, in wei */
            leftWei: components["schemas"]["Wei"];
            /** @description What would be left of it afterwards, in wei */
            leftAfterWei: components["schemas"]["Wei"];
            /** @description What is left of its budget of this week now, in wei; left out if it has none */
            weekLeftWei?: components["schemas"]["Wei"];
            /** @description What would be left of that afterwards, in wei */
            weekLeftAfterWei?: components["schemas"]["Wei"];
        };
        /** @description What would become of an item */
        BatchVerdict: {
            /** @description Its place among the items */
            index: number;
            /** @description Its recipient, in lower case */
            address: string;
            /**
             * @description What would become of it by itself
             * @enum {string}
             */
            status: "granted" | "refused";
            /**
             * @description Left out unless the recipient is flagged
             * @enum {boolean}
             */
            flagged?: true;
            /** @description Why it is refused; a code that grantCredits answers */
            code?: string;
            /** @description What would be granted, in wei */
            amountWei?: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description When it would expire
             */
            expiresAt?: string;
            /** @description The season whose budget would pay for it */
            seasonId?: number;
        };
        /** @description What a batch has done */
        BatchResult: {
            /** @description How many items were granted */
            granted: number;
            /** @description How many items were refused */
            refused: number;
            /** @description What was granted in all, in wei */
            grantedWei: components["schemas"]["Wei"];
            /** @description One result for each item, in their order */
            results: components["schemas"]["BatchItemResult"][];
        };
        /** @description What became of an item */
        BatchItemResult: {
            /** @description Its place among the items */
            index: number;
            /** @description Its recipient, in lower case */
            address: string;
            /**
             * @description What became of it
             * @enum {string}
             */
            status: "granted" | "refused";
            credit?: components["schemas"]["Credit"];
            /** @description Why it was refused; a code that grantCredits answers */
            code?: string;
        };
        /** @description What to spend */
        DemoSpendRequest: {
            /**
             * Format: mana
             * @description MANA as a decimal with at most 18 decimals, such as "12.5"; more than 0
             * @example 0.4
             */
            amount: string;
            /**
             * Format: uuid
             * @description The credit to take it from; without one, those that expire soonest
             */
            creditId?: string;
        };
        /** @description A transaction that is on its way */
        DemoSpend: {
            /** @description Hash of the transaction */
            transactionHash: string;
        };
        /** @description The voucher as the CreditsManager contract takes it, in the contract's own units */
        OnChainVoucher: {
            /** @description EIP-155 chain id the voucher was signed for */
            chainId: number;
            /** @description Address of the CreditsManager contract the voucher was signed for, lower-case */
            contract: string;
            /** @description Value of the voucher, in wei */
            value: components["schemas"]["Wei"];
            /** @description What has been spent of it, in wei */
            spent: components["schemas"]["Wei"];
            /** @description Unix seconds; the contract refuses the voucher from this very second on */
            expiresAt: number;
            /** @description keccak256 of the UTF-8 text of the credit's id */
            salt: string;
        };
        /** @description What a user can spend now, and the credits it consists of */
        Balance: {
            /** @description List of user credits */
            credits: components["schemas"]["Credit"][];
            /** @description Total available credits amount */
            totalCredits: number;
            /** @description Total available credits amount, exact, in wei */
            totalCreditsWei?: components["schemas"]["Wei"];
            /** @description Number of changes to this user so far; every change has an entry of its own */
            version?: number;
            /** @description `<epoch>.<version>.<mark>`; mark is the latest expiry (unix seconds) that has passed, 0 if none */
            snapshotId?: string;
            /**
             * Format: date-time
             * @description When the next credit with something left expires
             */
            nextExpiryAt?: string | null;
            /** @description The last changes, newest first */
            changes?: components["schemas"]["Change"][];
        };
        /** @description One entry of the user's ledger */
        Change: {
            /** @description The user's version this change made */
            version: number;
            /**
             * @description What happened
             * @enum {string}
             */
            kind: "granted" | "claimed" | "spent" | "restored" | "revoked" | "flagged" | "unflagged" | "optedOut" | "rejoined";
            /**
             * Format: uuid
             * @description The credit it happened to
             */
            creditId?: string;
            /** @description How much it moved, in wei; 0 if it moved nothing */
            amountWei: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description When it happened
             */
            at: string;
            /**
             * @description Who or what did it
             * @enum {string}
             */
            cause?: "operator" | "goal" | "chain" | "demo";
        };
        /** @description A transaction on chain, and what it has done to credits */
        Transaction: {
            /**
             * @description Its hash, in lower case
             * @example 0x2640125931f3f30cb7a668d1880b48e5c1482db375a7e7198f5e3dea8ba25128
             */
            hash: string;
            /**
             * @description `seen`: its block is in. `confirmed`: it has as many confirmations as this server asks for (5, unless it is configured
             *     otherwise). `final`: no reorg will take it back. `reorged`: its block was taken back, and it has not come again.
             * @enum {string}
             */
            state: "unknown" | "seen" | "confirmed" | "final" | "reorged";
            /** @description The block that holds it; null when none does */
            blockNumber: number | null;
            /** @description Blocks from its own to the last one that is in */
            confirmations: number;
            /** @description What it took from credits of this server */
            credits: components["schemas"]["CreditUse"][];
        };
        /** @description What a transaction took from one credit */
        CreditUse: {
            /**
             * Format: uuid
             * @description The credit
             */
            id: string;
            /** @description Whose it is */
            address: string;
            /** @description How much was taken, in wei */
            amountWei: components["schemas"]["Wei"];
            /** @description A version of the user's balance that has it; `minVersion` of getCredits takes it */
            version: number;
        };
        /** @description One page of a user's history */
        EntryPage: {
            /** @description Newest first */
            entries: components["schemas"]["Entry"][];
            /** @description The `cursor` of the next page, or null if nothing is older; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description One entry of the user's ledger, or what follows from the clock */
        Entry: {
            /** @description The user's version this entry made; of a computed one, the version it comes after */
            version: number;
            /**
             * @description What happened; the last two are always computed, `unflagged` is if the flag ended by itself
             * @enum {string}
             */
            kind: "granted" | "claimed" | "spent" | "restored" | "revoked" | "flagged" | "unflagged" | "optedOut" | "rejoined" | "expired" | "lapsed";
            /**
             * Format: uuid
             * @description The credit it happened to
             */
            creditId?: string;
            /** @description How much it moved, in wei; 0 if it moved nothing. Of an expiry, what was left until then */
            amountWei: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description When it happened
             */
            at: string;
            /**
             * @description Who or what did it
             * @enum {string}
             */
            cause?: "operator" | "goal" | "chain" | "demo";
            /** @description What could be spent at `at`, after it, in wei */
            balanceAfterWei: components["schemas"]["Wei"];
            /**
             * @description Left out of what is written in the ledger
             * @enum {boolean}
             */
            computed?: true;
        };
        /** @description A credit as operators see it */
        OperatorCredit: {
            /**
             * Format: uuid
             * @description Credit ID (UUID)
             */
            id: string;
            /** @description Credit amount in MANA */
            amount: number;
            /**
             * @description What its owner sees of it once it is claimed
             * @enum {string}
             */
            status: "AVAILABLE" | "PARTIALLY_USED" | "USED" | "EXPIRED";
            /**
             * Format: date-time
             * @description When it was granted
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it expires
             */
            expiresAt: string;
            /** @description Only of a credit that is claimed and was not revoked */
            signature?: string;
            /** @description The season whose budget paid for it */
            seasonId?: number;
            /** @description The goal it was earned in */
            goalId?: string;
            /** @description What was not spent of it, in MANA */
            availableAmount: number;
            onChain: components["schemas"]["OnChainVoucher"];
            state: components["schemas"]["CreditLedgerState"];
            /** @description Its owner, lower-case */
            address: string;
            /** @description The client that granted it, or `goals` */
            issuer: string;
            /** @description The issuer's own name for it */
            reference: string;
            /** @description Who asked for the grant */
            actor?: string;
            /** @description The credit hash, by which the contract knows it */
            hash: string;
            /** @description Address of the key that signed it */
            signer: string;
            /**
             * Format: date-time
             * @description Unclaimed it lapses then
             */
            claimBy?: string;
            /**
             * Format: date-time
             * @description When it could first be spent
             */
            claimedAt?: string;
            /**
             * Format: date-time
             * @description When it was revoked
             */
            revokedAt?: string;
            /** @description Why it was granted */
            reason?: string;
            /** @description What else was worth keeping */
            annotation?: string;
            /** @description What happened to it, newest first; only where one credit is asked for */
            entries?: components["schemas"]["CreditEntry"][];
        };
        /**
         * @description Where what is left of it belongs; the first that holds of: revoked, lapsed (not claimed in time), pending (not claimed
         *     yet), spent (nothing is left), expired, available
         * @enum {string}
         */
        CreditLedgerState: "pending" | "available" | "spent" | "expired" | "revoked" | "lapsed";
        /** @description An entry of the ledger about one credit */
        CreditEntry: {
            /** @description The version of its owner that this entry made */
            version: number;
            /**
             * @description What happened
             * @enum {string}
             */
            kind: "granted" | "claimed" | "spent" | "restored" | "revoked";
            /** @description How much it moved, in wei */
            amountWei: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description When it happened
             */
            at: string;
            /**
             * @description What did it
             * @enum {string}
             */
            cause?: "operator" | "goal" | "chain" | "demo";
            /** @description Who did it */
            actor: string;
            /** @description Why, if it was said */
            reason?: string;
        };
        /** @description One page of credits */
        CreditPage: {
            /** @description Newest first */
            credits: components["schemas"]["OperatorCredit"][];
            /** @description The `cursor` of the next page, or null if there is none */
            nextCursor: string | null;
        };
        /** @description Why it is revoked */
        RevokeRequest: {
            /**
             * Format: plain-text
             * @description Why, for the operators' history; never shown to the public
             */
            reason: string;
        };
        /** @description What was taken back of one credit */
        Revocation: {
            /**
             * Format: uuid
             * @description The credit
             */
            creditId: string;
            /** @description Its owner, lower-case */
            address: string;
            /** @description What was left of it then, in wei */
            amountWei: components["schemas"]["Wei"];
            /** @description The version of its owner that the revocation made */
            version: number;
            /**
             * Format: date-time
             * @description When it was revoked
             */
            at: string;
            /** @description Who revoked it */
            actor: string;
            /** @description Why */
            reason?: string;
            /** @description The credit hash, by which the contract knows it */
            creditHash: string;
            /** @description EIP-155 id of its chain */
            chainId: number;
            /** @description Address of its CreditsManager, lower-case */
            contract: string;
            /**
             * Format: date-time
             * @description From then on the contract refuses it of itself
             */
            expiresAt: string;
            /**
             * @description Whether the chain knows of it; only in lists, because it changes
             * @enum {string}
             */
            state?: "pending" | "seen";
        };
        /** @description All that was revoked of one user */
        UserRevocation: {
            /** @description The user, lower-case */
            address: string;
            /** @description How many credits are revoked */
            creditCount: number;
            /** @description What was left of them when they were, in wei */
            amountWei: components["schemas"]["Wei"];
            /** @description The user's version since the last of them */
            version: number;
        };
        /** @description One page of revocations */
        RevocationPage: {
            /** @description Oldest first */
            revocations: components["schemas"]["Revocation"][];
            /** @description The `cursor` of the next page, or null if there is none */
            nextCursor: string | null;
        };
        /** @description What to send to the chains */
        RevocationCalls: {
            /** @description Each to be sent once */
            calls: components["schemas"]["RevocationCall"][];
            /** @description Whether more are pending than are in these calls */
            hasMore: boolean;
        };
        /** @description One transaction */
        RevocationCall: {
            /** @description EIP-155 id of the chain to send it on */
            chainId: number;
            /** @description Address to send it to, lower-case */
            contract: string;
            /** @description The credits that it revokes */
            creditHashes: string[];
            /** @description Its calldata: `revokeCredits(bytes32[])` */
            data: string;
        };
        /** @description One page of a user's history, with who and why */
        OperatorEntryPage: {
            /** @description Newest first */
            entries: components["schemas"]["OperatorEntry"][];
            /** @description The `cursor` of the next page, or null if nothing is older */
            nextCursor: string | null;
        };
        /** @description An entry of getEntries, with who and why */
        OperatorEntry: {
            /** @description As in Entry */
            version: number;
            /**
             * @description As in Entry
             * @enum {string}
             */
            kind: "granted" | "claimed" | "spent" | "restored" | "revoked" | "flagged" | "unflagged" | "optedOut" | "rejoined" | "expired" | "lapsed";
            /**
             * Format: uuid
             * @description As in Entry
             */
            creditId?: string;
            /** @description As in Entry */
            amountWei: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description As in Entry
             */
            at: string;
            /**
             * @description As in Entry
             * @enum {string}
             */
            cause?: "operator" | "goal" | "chain" | "demo";
            /** @description Who did it; left out of what is computed, which nobody did */
            actor?: string;
            /** @description Why, if it was said */
            reason?: string;
            /** @description What else was worth keeping, of a grant */
            annotation?: string;
            /** @description As in Entry */
            balanceAfterWei: components["schemas"]["Wei"];
            /**
             * @description As in Entry
             * @enum {boolean}
             */
            computed?: true;
        };
        /** @description A credit as a line of an export; null where there is nothing */
        ExportedCredit: {
            /**
             * Format: uuid
             * @description Credit ID (UUID)
             */
            id: string;
            /** @description Its owner */
            address: string;
            state: components["schemas"]["CreditLedgerState"];
            /** @description What it is worth, in MANA */
            amount: string;
            /** @description What it is worth, in wei */
            amountWei: components["schemas"]["Wei"];
            /** @description What was spent of it, in MANA */
            spent: string;
            /** @description What was spent of it, in wei */
            spentWei: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description When it was granted
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Unclaimed it lapses then
             */
            claimBy: string | null;
            /**
             * Format: date-time
             * @description When it could first be spent
             */
            claimedAt: string | null;
            /**
             * Format: date-time
             * @description When it expires
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description When it was revoked
             */
            revokedAt: string | null;
            /** @description The season whose budget paid for it */
            seasonId: number | null;
            /** @description The goal it was earned in */
            goalId: string | null;
            /** @description The client that granted it */
            issuer: string;
            /** @description The issuer's own name for it */
            reference: string;
            /** @description Who asked for the grant */
            actor: string | null;
            /** @description Why it was granted */
            reason: string | null;
            /** @description What else was worth keeping */
            annotation: string | null;
            /** @description EIP-155 id of its chain */
            chainId: number;
            /** @description Address of its CreditsManager */
            contract: string;
            /** @description keccak256 of its id */
            salt: string;
            /** @description The credit hash */
            hash: string;
            /** @description Address of the key that signed it */
            signer: string;
        };
        /** @description An entry of the ledger as a line of an export; null where there is nothing */
        ExportedEntry: {
            /** @description The user */
            address: string;
            /** @description The user's version this entry made */
            version: number;
            /**
             * @description What happened
             * @enum {string}
             */
            kind: "granted" | "claimed" | "spent" | "restored" | "revoked" | "flagged" | "unflagged" | "optedOut" | "rejoined";
            /**
             * Format: uuid
             * @description The credit it happened to
             */
            creditId: string | null;
            /** @description How much it moved, in MANA */
            amount: string;
            /** @description How much it moved, in wei */
            amountWei: components["schemas"]["Wei"];
            /**
             * Format: date-time
             * @description When it happened
             */
            at: string;
            /** @description What did it */
            cause: string | null;
            /** @description Who did it */
            actor: string;
            /** @description Why, if it was said */
            reason: string | null;
            /** @description What else was worth keeping, of a grant */
            annotation: string | null;
        };
        /** @description Whom to flag, and why */
        FlagRequest: {
            addresses: components["schemas"]["AddressList"];
            type: components["schemas"]["FlagType"];
            /** @description Why */
            reason: {
                /**
                 * Format: plain-text
                 * @description What the user is told; public
                 */
                message: string;
                /**
                 * Format: ip
                 * @description The IPv4 or IPv6 address it was noticed at; for operators only
                 * @example 203.0.113.7
                 */
                ip?: string;
                /** @description The addresses that seem to be of the same person, each once; for operators only */
                linkedAddresses?: string[];
            };
            /**
             * Format: whole-second
             * @description When it ends by itself, in whole seconds and with a zone; never, if left out
             * @example 2026-04-27T00:00:00Z
             */
            until?: string;
        };
        /** @description Whose flags to lift */
        UnflagRequest: {
            addresses: components["schemas"]["AddressList"];
            type: components["schemas"]["FlagType"];
        };
        /** @description Whom to register */
        RegisterRequest: {
            /**
             * @description The user's Ethereum address, lower-case or with its checksum
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            address: string;
        };
        /** @description Ethereum addresses, lower-case or with their checksum, each once in whatever case */
        AddressList: string[];
        /**
         * @description What the user is flagged for
         * @enum {string}
         */
        FlagType: "multi-account" | "captcha";
        /** @description What became of each user */
        UserChanges: {
            /** @description In the order of the request */
            users: {
                /** @description The user's address, lower-case */
                address: string;
                /** @description The user's version now; 0 for an address without a row */
                version: number;
                /** @description Whether this request changed anything */
                changed: boolean;
            }[];
        };
        /** @description One page of flags */
        FlagPage: {
            /** @description Newest first */
            flags: components["schemas"]["Flag"][];
            /** @description The `cursor` of the next page, or null if nothing is older; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description A flag as operators see it */
        Flag: {
            /** @description Names the flag; later flags have greater ids */
            id: number;
            /** @description The flagged user, lower-case */
            address: string;
            type: components["schemas"]["FlagType"];
            /** @description Why; only `message` is public */
            reason: {
                /** @description What the user is told */
                message: string;
                /** @description The IP address it was noticed at */
                ip?: string;
                /** @description The addresses that seem to be of the same person, lower-case and in order */
                linkedAddresses: string[];
            };
            /** @description Whether it holds now */
            active: boolean;
            /**
             * Format: date-time
             * @description When it was made
             */
            flaggedAt: string;
            /** @description The API client that made it */
            flaggedBy: string;
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            until: string | null;
            /**
             * Format: date-time
             * @description When it was lifted or has ended by itself; null while it is active
             */
            endedAt: string | null;
            /** @description The API client that lifted it; null unless one did */
            liftedBy: string | null;
        };
        /** @description One page of users */
        UserPage: {
            /** @description In the order of their addresses */
            users: components["schemas"]["UserStatus"][];
            /** @description The `cursor` of the next page, or null if there is none; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description How a user stands */
        UserStatus: {
            /** @description The user's address, lower-case */
            address: string;
            /**
             * @description Whether they are registered and have not left
             * @enum {string}
             */
            status: "enrolled" | "opted_out" | "not_registered";
            /**
             * Format: date-time
             * @description When they left; null unless they have
             */
            optedOutAt: string | null;
            /** @description The user's version now; 0 for an address without a row */
            version: number;
        };
        /** @description Who the key is for, and what it may do */
        CreateKeyRequest: {
            /**
             * @description The client's name, for ever; `goals`, `root` and `demo` are reserved
             * @example shop
             */
            client: string;
            scopes: components["schemas"]["Scopes"];
            /**
             * Format: mana
             * @description What the client may grant with it on one day (UTC), in MANA; without limit if left out
             * @example 1000
             */
            dailyQuota?: string;
            /**
             * Format: whole-second
             * @description When it ends by itself, in whole seconds and with a zone; never if left out
             * @example 2027-01-01T00:00:00Z
             */
            expiresAt?: string;
        };
        /** @description How the new key takes over */
        RotateKeyRequest: {
            /**
             * @description How long the old key goes on beside the new one; 0 revokes it at once
             * @example 3600
             */
            overlapSeconds: number;
            /**
             * Format: whole-second
             * @description When the new key ends by itself; when the old one would have, if left out
             * @example 2028-01-01T00:00:00Z
             */
            expiresAt?: string;
        };
        /** @description What a key may do */
        Scopes: ("credits:read" | "credits:grant" | "credits:revoke" | "seasons:write" | "goals:write" | "goals:report" | "claims:write" | "users:write" | "flags:read" | "flags:write" | "keys:write" | "audit:read")[];
        /** @description What is known of an API key; the key itself is not */
        ApiKey: {
            /** @description Its public id, which also stands in the key */
            id: string;
            /** @description Whose key it is */
            client: string;
            scopes: components["schemas"]["Scopes"];
            /** @description What the client may grant with it on one day (UTC), in MANA; null without limit */
            dailyQuota: string | null;
            /**
             * Format: date-time
             * @description When it was made
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute; null if never
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @description When it ends, or has ended, by itself or because it was rotated; null if it does not
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description When it was revoked; null if it was not
             */
            revokedAt: string | null;
        };
        /** @description A new key */
        IssuedApiKey: {
            /** @description The key itself, to be sent as `Bearer`. It is shown here and never again */
            secret: string;
            key: components["schemas"]["ApiKey"];
        };
        /** @description One page of keys */
        ApiKeyPage: {
            /** @description Newest first */
            keys: components["schemas"]["ApiKey"][];
            /** @description The `cursor` of the next page, or null if nothing is older; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description One page of the audit log */
        AuditPage: {
            /** @description Newest first */
            records: components["schemas"]["AuditRecord"][];
            /** @description The `cursor` of the next page, or null if nothing is older; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description One write */
        AuditRecord: {
            /**
             * Format: date-time
             * @description When it was made
             */
            at: string;
            /** @description Who made it; `root` is the operator's own key */
            client: string;
            /** @description With which key; null for the operator's own */
            keyId: string | null;
            /** @description What it was, by its `operationId` */
            operation: string;
            /** @description The address or id it was made to; null if there is none, or several, of which `summary` has the number */
            target: string | null;
            /** @description Id of the request in the server's log */
            requestId: string;
            /** @description The `Idempotency-Key` it was made with, null without one */
            idempotencyKey: string | null;
            /** @description What was asked for, without texts, lists and what else may be personal */
            summary: {
                [key: string]: unknown;
            };
        };
        /** @description How far a user is with the goals of the season that runs, and what waits to be claimed */
        Progress: {
            /** @description The season that runs, null if none does */
            season: components["schemas"]["ProgressSeason"] | null;
            /** @description The goals of that season, by their ids; a closed one only if the user has reached it in this period */
            goals: components["schemas"]["GoalProgress"][];
            /** @description What was earned and can still be claimed, soonest `claimBy` first */
            pendingCredits: components["schemas"]["PendingCredit"][];
        };
        /** @description The season that runs */
        ProgressSeason: {
            /** @description Season ID */
            id: number;
            /** @description The week of the season, from 1; the next one begins on Monday 00:00 UTC */
            week: number;
            /** @description Whether nothing can be earned just now */
            isPaused: boolean;
        };
        /** @description A goal, and how far a user is with it in its present period */
        GoalProgress: {
            /** @description Goal ID */
            id: string;
            /** @description What is to be done */
            title: string;
            /** @description More about it */
            description?: string;
            /** @description Where its picture is */
            thumbnail?: string;
            /**
             * @description How often it pays, once a week or once in the season
             * @enum {string}
             */
            period: "weekly" | "once";
            /** @description What it pays, in MANA */
            reward: components["schemas"]["Mana"];
            progress: components["schemas"]["GoalSteps"];
            /** @description Whether all steps are done */
            isCompleted: boolean;
            /** @description Whether the reward was granted; a goal that is completed and not paid may be paid with the next claim */
            isPaid: boolean;
            /** @description Whether the reward was claimed */
            isClaimed: boolean;
        };
        /** @description How far it is */
        GoalSteps: {
            /** @description How many steps the goal has */
            totalSteps: number;
            /** @description How many of them are done */
            completedSteps: number;
        };
        /** @description A credit that waits to be claimed. It cannot be spent yet, and its signature is not shown */
        PendingCredit: {
            /**
             * Format: uuid
             * @description Credit ID (UUID)
             */
            id: string;
            /** @description What it is worth, in MANA */
            amount: components["schemas"]["Mana"];
            /** @description Associated season ID */
            seasonId?: number;
            /** @description Goal ID that it was earned with */
            goalId?: string;
            /**
             * Format: date-time
             * @description From when on it cannot be claimed any more
             */
            claimBy?: string;
            /**
             * Format: date-time
             * @description Expiration timestamp, once it is claimed
             */
            expiresAt: string;
        };
        /** @description An event that brings a user nearer to a goal */
        GoalReportRequest: {
            /**
             * @description User's Ethereum address
             * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
             */
            address: string;
            /**
             * @description 1 to 255 visible ASCII characters that name the event among all that this client ever reports
             * @example visit-20260316-0001
             */
            eventId: string;
            /** @description How many steps it is; 1 if not provided */
            steps?: number;
        };
        /** @description What a report came to */
        GoalReport: {
            /** @description The event that was reported */
            eventId: string;
            /** @description The user's address, lower-case */
            address: string;
            /** @description Goal ID */
            goalId: string;
            /** @description The period in which it counted, the Monday of its week or `season:<id>` */
            period: string;
            progress: components["schemas"]["GoalSteps"];
            /** @description Whether all steps are done */
            isCompleted: boolean;
            /**
             * Format: uuid
             * @description The credit that is the reward, if it was granted by then
             */
            creditId?: string;
            /** @description The code of what kept the reward from being granted, such as SEASON_BUDGET_EXHAUSTED or RECIPIENT_FLAGGED */
            unpaidBecause?: string;
        };
        /** @description What to claim; empty claims all that is pending */
        ClaimRequest: {
            /** @description The credits to claim */
            creditIds?: string[];
        };
        /** @description What was claimed */
        Claim: {
            /** @description The claimed credits as they are now, soonest expiry first */
            credits: components["schemas"]["Credit"][];
        };
        /** @description A season of the program */
        Season: {
            /** @description Season ID */
            id: number;
            name: string;
            description?: string;
            /**
             * Format: date-time
             * @description The first second of it
             */
            startDate: string;
            /**
             * Format: date-time
             * @description The first second after it
             */
            endDate: string;
            /**
             * Format: date-time
             * @description When its credits expire, unless a grant says otherwise
             */
            spendBy: string;
            /** @description Whether its goals pay now; the same as `state` RUNNING */
            isActive: boolean;
            /** @description Whether operators have paused it */
            isPaused: boolean;
            /**
             * @description How it stands at the moment of the answer, and never stored. Of several that hold the first answers: ENDED,
             *     NOT_STARTED, paused, no budget left, nothing left of this week's budget, RUNNING.
             * @enum {string}
             */
            state: "NOT_STARTED" | "RUNNING" | "ENDED" | "ERR_SEASON_RUN_OUT_OF_FUNDS" | "ERR_WEEK_RUN_OUT_OF_FUNDS" | "ERR_PROGRAM_PAUSED";
            /** @description How many weeks, Monday to Sunday in UTC, it has a part of */
            amountOfWeeks: number;
            /** @description Which of them it is now; only while it runs */
            week?: number;
            /** @description Seconds until it ends; 0 if it is over */
            timeLeft: number;
            /** @description Seconds until this week of it ends; only while it runs */
            weekTimeLeft?: number;
            /** @description Its budget in MANA, as a decimal */
            maxMana: components["schemas"]["Mana"];
        };
        /** @description Who signs credits, and who has signed those that can still be spent */
        Signer: {
            /** @description EIP-155 id of the chain that new credits are signed for */
            chainId: number;
            /** @description Address of the CreditsManager that new credits are signed for, lower-case */
            contract: string;
            /** @description The account that signs new credits, lower-case */
            address: string;
            /** @description Whether the contract accepts its signatures; null where the server does not follow the chain, or could not ask it yet */
            hasRole: boolean | null;
            /**
             * Format: date-time
             * @description When the chain last answered; left out where it never did
             */
            checkedAt?: string;
            /** @description Who else has signed credits that may not have expired, the last to expire first */
            previous: components["schemas"]["PreviousSigner"][];
        };
        /** @description An account that has signed credits for a contract */
        PreviousSigner: {
            /** @description EIP-155 id of the chain they were signed for */
            chainId: number;
            /** @description Address of the CreditsManager they were signed for, lower-case */
            contract: string;
            /** @description The account, lower-case */
            address: string;
            /**
             * Format: date-time
             * @description None of its credits expires later; rounded up to a day (UTC)
             */
            lastExpiresAt: string;
        };
        /** @description Past, present and future */
        SeasonOverview: {
            /** @description The seasons that are over, newest first */
            past: components["schemas"]["Season"][];
            /** @description The one that runs */
            current: components["schemas"]["Season"] | null;
            /** @description The first one that is to come */
            next: components["schemas"]["Season"] | null;
        };
        /** @description A season with its budgets, as operators see it */
        ManagedSeason: {
            /** @description Season ID */
            id: number;
            name: string;
            description?: string;
            /**
             * Format: date-time
             * @description The first second of it
             */
            startsAt: string;
            /**
             * Format: date-time
             * @description The first second after it, as it is planned
             */
            endsAt: string;
            /** @description For how many days after the end its credits can be spent */
            graceDays: number;
            /**
             * Format: date-time
             * @description When its credits expire, unless a grant says otherwise
             */
            spendBy: string;
            /**
             * Format: date-time
             * @description When it was closed; left out if it was not
             */
            closedAt?: string;
            /**
             * Format: date-time
             * @description Since when it has been paused; left out if it is not
             */
            pausedAt?: string;
            isPaused: boolean;
            /**
             * @description How it stands at the moment of the answer, and never stored. Of several that hold the first answers: ENDED,
             *     NOT_STARTED, paused, no budget left, nothing left of this week's budget, RUNNING.
             * @enum {string}
             */
            state: "NOT_STARTED" | "RUNNING" | "ENDED" | "ERR_SEASON_RUN_OUT_OF_FUNDS" | "ERR_WEEK_RUN_OUT_OF_FUNDS" | "ERR_PROGRAM_PAUSED";
            /** @description How many weeks, Monday to Sunday in UTC, it has a part of */
            amountOfWeeks: number;
            /** @description Which of them it is now; only while it runs */
            week?: number;
            /** @description Seconds until it ends; 0 if it is over */
            timeLeft: number;
            /** @description Seconds until this week of it ends; only while it runs */
            weekTimeLeft?: number;
            /** @description What may be granted in it, in MANA */
            budget: components["schemas"]["Mana"];
            /** @description What was granted in it, in MANA; never given back */
            granted: components["schemas"]["Mana"];
            /** @description What is left of the budget, in MANA */
            remaining: components["schemas"]["Mana"];
            /** @description What may be granted in one week of it, in MANA; left out if a week may have all */
            weeklyBudget?: components["schemas"]["Mana"];
            /** @description What was granted in it this week, in MANA; also before and after it runs */
            weekGranted: components["schemas"]["Mana"];
        };
        /** @description One page of seasons */
        ManagedSeasonPage: {
            /** @description The one that starts last comes first */
            seasons: components["schemas"]["ManagedSeason"][];
            /** @description The `cursor` of the next page, or null if this is the last one; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description A season to be */
        SeasonCreation: {
            /** @description Left out, it is the next free number */
            id?: number;
            /**
             * Format: plain-text
             * @description What people call it
             */
            name: string;
            /**
             * Format: plain-text
             * @description What it is about
             */
            description?: string;
            /**
             * Format: whole-second
             * @description The first second of it
             * @example 2026-03-16T00:00:00Z
             */
            startsAt: string;
            /**
             * Format: whole-second
             * @description The first second after it
             * @example 2026-04-20T00:00:00Z
             */
            endsAt: string;
            /** @description For how many days after the end its credits can be spent; 14 if it is left out */
            graceDays?: number;
            /**
             * Format: mana
             * @description What may be granted in it, in MANA
             * @example 640000
             */
            budget: string;
            /**
             * Format: mana
             * @description What may be granted in one week of it, in MANA
             * @example 80000
             */
            weeklyBudget?: string;
        };
        /** @description What to change of a season */
        SeasonEdit: {
            /**
             * Format: plain-text
             * @description What people call it
             */
            name?: string;
            /**
             * Format: plain-text
             * @description What it is about; null takes it away
             */
            description?: string | null;
            /**
             * Format: whole-second
             * @description The first second of it
             * @example 2026-03-16T00:00:00Z
             */
            startsAt?: string;
            /**
             * Format: whole-second
             * @description The first second after it
             * @example 2026-04-20T00:00:00Z
             */
            endsAt?: string;
            /** @description For how many days after the end its credits can be spent */
            graceDays?: number;
            /**
             * Format: mana
             * @description What may be granted in it, in MANA
             * @example 640000
             */
            budget?: string;
            /**
             * Format: mana
             * @description What may be granted in one week of it, in MANA; null takes it away
             * @example 80000
             */
            weeklyBudget?: string | null;
        };
        /** @description What users do in a season to earn a credit */
        Goal: {
            /** @description Goal ID */
            id: string;
            /** @description The season it belongs to */
            seasonId: number;
            title: string;
            description?: string;
            /** @description An https URL of a picture */
            thumbnail?: string;
            /**
             * @description Whether it pays once a week or once a season
             * @enum {string}
             */
            period: "weekly" | "once";
            /** @description How many steps complete it */
            steps: number;
            /** @description What it pays, in MANA */
            reward: components["schemas"]["Mana"];
            /**
             * Format: date-time
             * @description Since when nobody makes progress in it; left out while it is open
             */
            closedAt?: string;
        };
        /** @description One page of goals */
        GoalPage: {
            goals: components["schemas"]["Goal"][];
            /** @description The `cursor` of the next page, or null if this is the last one; only the server knows what it means */
            nextCursor: string | null;
        };
        /** @description A goal to be */
        GoalCreation: {
            /**
             * @description Its name for ever, unique over all seasons
             * @example s5-log-in
             */
            id: string;
            /**
             * Format: plain-text
             * @description What people do
             */
            title: string;
            /**
             * Format: plain-text
             * @description More about it
             */
            description?: string;
            /**
             * Format: https-url
             * @description An https URL of a picture
             * @example https://images.example/log-in.png
             */
            thumbnail?: string;
            /**
             * @description Whether it pays once a week or once a season
             * @enum {string}
             */
            period: "weekly" | "once";
            /** @description How many steps complete it */
            steps: number;
            /**
             * Format: mana
             * @description What it pays, in MANA
             * @example 4
             */
            reward: string;
        };
        /** @description What to change of a goal */
        GoalEdit: {
            /**
             * Format: plain-text
             * @description What people do
             */
            title?: string;
            /**
             * Format: plain-text
             * @description More about it; null takes it away
             */
            description?: string | null;
            /**
             * Format: https-url
             * @description An https URL of a picture; null takes it away
             * @example https://images.example/log-in.png
             */
            thumbnail?: string | null;
            /**
             * @description Whether it pays once a week or once a season
             * @enum {string}
             */
            period?: "weekly" | "once";
            /** @description How many steps complete it */
            steps?: number;
            /**
             * Format: mana
             * @description What it pays, in MANA
             * @example 4
             */
            reward?: string;
        };
        /**
         * @description MANA as a decimal with at most 18 decimals, exact
         * @example 1240.5
         */
        Mana: string;
        /** @description A whole number of wei, as decimal digits */
        Wei: string;
        /** @description What every error answers */
        Error: {
            /** @description Error message */
            error: string;
            /** @description Error code (optional) */
            code?: string;
            /** @description Id of the request in the server's log */
            requestId?: string;
            /** @description What the code needs to be acted on, such as the values that are allowed */
            details?: {
                [key: string]: unknown;
            };
        };
        /**
         * @description A flagged user (`code` USER_FLAGGED, `ok` false, `reason.message` says why), or a credential that failed
         *     (no `ok`, and `WWW-Authenticate`).
         */
        FlaggedOrUnauthorized: {
            ok?: boolean;
            message?: string;
            reason?: {
                message?: string;
                ip?: string;
                linkedAddresses?: string[];
            };
            isBlockedForClaiming?: boolean;
            /** @description Error message */
            error?: string;
            /** @description Error code */
            code?: string;
            /** @description Id of the request in the server's log */
            requestId?: string;
            /** @description What the code needs to be acted on */
            details?: {
                [key: string]: unknown;
            };
        };
        /** @description Says that the connection lives and how fresh it is */
        HeartbeatEvent: {
            /** @description A client that hears nothing for twice this long should reconnect */
            intervalMs: number;
            /** @description The id last written on this connection, or the accepted `Last-Event-ID`, else null */
            snapshotId: string | null;
            /**
             * Format: date-time
             * @description When the server last compared this balance with the database
             */
            checkedAt: string;
        };
    };
    responses: {
        /** @description The request could not be understood */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description User is flagged - The user has been flagged for multi-accounting or captcha violations */
        Flagged: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FlaggedOrUnauthorized"];
            };
        };
        /** @description The credential is missing or wrong */
        Unauthorized: {
            headers: {
                /** @description How to authenticate */
                "WWW-Authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["FlaggedOrUnauthorized"];
            };
        };
        /** @description The credential has not the scope of this operation */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The credential has not the scope of this operation, or is allowed less than the key would be */
        ForbiddenKey: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The server cannot reach its database just now. With OUTCOME_UNKNOWN the change may have been made: look before it is
         *     made again.
         */
        ChangeOutcomeUnknown: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description DAILY_LIMIT: the client has granted as much today (UTC) as its key allows. That refusal is remembered: with the same
         *     `Idempotency-Key` it comes again, tomorrow too, and then without `Retry-After`.
         *
         *     SIGNER_LIMIT: the key that signs credits has signed as much in this hour or day (UTC) as it may, whoever asked for it. That
         *     refusal is not remembered: the same request may be repeated.
         *
         *     RATE_LIMITED: the client asks more often than it may. Nothing was looked at, and nothing is remembered.
         */
        GrantLimited: {
            headers: {
                "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The key that signs credits has signed as much in this hour or day (UTC) as it may, or the client address asks more often
         *     than it may. Neither is remembered
         */
        SignerLimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body has more bytes than the operation takes; 16 KiB unless its `x-max-bytes` says another number */
        BodyTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is not JSON in UTF-8, or is compressed */
        UnsupportedBody: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No media type of this operation is acceptable to the client */
        NotAcceptable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request did not arrive in time */
        RequestTimeout: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The URL is longer than 2,048 bytes */
        UriTooLong: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The `Expect` header asks for something other than `100-continue` */
        ExpectationFailed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The head of the request has more than 8 KiB or more than 64 header lines */
        HeadersTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The server failed; the log has the details under the request id */
        InternalError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The server cannot reach its database just now */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description Never sent, because any status but 200 ends a native EventSource for good: a stream that cannot start is
         *     200 with `event: unavailable`. A proxy in front of the server may answer so.
         */
        StreamUnavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The client asks more often than it may: the API client, or without a key the client address. Nothing was looked at, so
         *     the same request may be repeated, with the same `Idempotency-Key` where it has one.
         */
        RateLimited: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description This client address holds as many streams as it may, or asks more often than it may */
        TooManyStreams: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The season or its week has not that much left, or the first request with this key is still under way */
        GrantConflict: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request is understood and refused */
        GrantRefused: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The server cannot reach its database just now. With OUTCOME_UNKNOWN the grant may have been made: repeat the request
         *     with the same key, and the answer says.
         */
        OutcomeUnknown: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Nobody has met this address */
        UserNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such credit */
        CreditNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Nothing is left that could be taken back, and nothing was */
        NothingToRevoke: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The server cannot reach its database just now. With OUTCOME_UNKNOWN it may have been revoked: repeat the request, which
         *     needs no key because nothing is revoked twice.
         */
        RevocationUnknown: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The server cannot reach its database just now. With OUTCOME_UNKNOWN the change may have been made: look at what is there
         *     now, or send it again.
         */
        ChangeUnknown: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such season */
        SeasonNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description There is no such goal */
        GoalNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The page */
        Page: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "text/html": string;
            };
        };
    };
    parameters: {
        /**
         * @description User's Ethereum address
         * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
         */
        Address: string;
        /**
         * @description 1 to 255 visible ASCII characters that name this grant; make it before the first try and keep it
         * @example order-20260316-0001
         */
        IdempotencyKey: string;
        /**
         * @description Credit ID (UUID)
         * @example 3f2504e0-4f89-41d3-9a0c-0305e82c3301
         */
        CreditId: string;
        /**
         * @description Waits until the user's balance has reached this `version`, at most 10 seconds, and then answers what is. For whoever knows
         *     that something has happened, such as a spend that `getTransaction` has told of, and does not want to ask again and again.
         * @example 0
         */
        MinVersion: number;
        /** @description Only of this user */
        AddressFilter: string;
        /** @description Only of this season */
        SeasonFilter: number;
        /** @description Only earned in this goal */
        GoalFilter: string;
        /** @description Only granted by this client; `goals` for what was earned in goals */
        IssuerFilter: string;
        /** @description Only signed by the key of this address */
        SignerFilter: string;
        /** @description Only of this state */
        StateFilter: "pending" | "available" | "spent" | "expired" | "revoked" | "lapsed";
        /** @description Only granted at this time or later */
        CreatedFrom: string;
        /** @description Only granted before this time */
        CreatedTo: string;
        /** @description Only expiring at this time or later */
        ExpiresFrom: string;
        /** @description Only expiring before this time */
        ExpiresTo: string;
        /** @description A moment of the past to answer for. If not provided, it is now */
        AsOf: string;
        /** @description How many a page has */
        ListLimit: number;
        /** @description The `nextCursor` of the page before. If not provided, it is the first page */
        ListCursor: string;
        /** @description The form of the lines, whatever `Accept` says */
        ExportFormat: "ndjson" | "csv";
        /**
         * @description The public id of a key
         * @example 0f3a5c7e9b1d
         */
        KeyId: string;
        /**
         * @description Id of a season
         * @example 5
         */
        SeasonId: number;
        /**
         * @description Id of a goal
         * @example s5-log-in
         */
        GoalId: string;
    };
    requestBodies: never;
    headers: {
        /** @description `true` if this is the answer to an earlier request with the same key */
        "Idempotency-Replayed": "true";
        /** @description `"<snapshotId>.<rev>"`, strong. `rev` changes when the server's way of writing a balance changes. */
        ETag: string;
        /** @description `no-cache` for a balance (keep it, but ask before each use); `no-store` for everything else. */
        "Cache-Control": string;
        /** @description The id of this request in the server's log; the caller's own if it sent a plain one. */
        "X-Request-Id": string;
        /** @description Seconds to wait before the next try. */
        "Retry-After": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getCredits: {
        parameters: {
            query?: {
                /** @description Filter credits by status. If not provided, returns AVAILABLE and PARTIALLY_USED credits */
                status?: "AVAILABLE" | "PARTIALLY_USED";
                /**
                 * @description Waits until the user's balance has reached this `version`, at most 10 seconds, and then answers what is. For whoever knows
                 *     that something has happened, such as a spend that `getTransaction` has told of, and does not want to ask again and again.
                 * @example 0
                 */
                minVersion?: components["parameters"]["MinVersion"];
            };
            header?: {
                /**
                 * @description The ETag of an earlier answer, or `*`. If the balance has not changed the answer is 304.
                 * @example "0f3a5c7e9b1d.42.1774000000.8c1f2a3b"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description User credits retrieved successfully */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description The balance is still the one that `If-None-Match` names */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Bad request - Invalid address format */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Flagged"];
            /** @description User not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    grantCredits: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 1 to 255 visible ASCII characters that name this grant; make it before the first try and keep it
                 * @example order-20260316-0001
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantRequest"];
            };
        };
        responses: {
            /** @description The credit, now or when it was first asked for */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credit"];
                };
            };
            /** @description The address, a header or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["GrantConflict"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["GrantRefused"];
            429: components["responses"]["GrantLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OutcomeUnknown"];
        };
    };
    getCreditsStream: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `snapshotId` the client already has; EventSource sends it by itself. The balance it names is not
                 *     repeated. Any other text is answered with the full balance, never with an error.
                 * @example 0f3a5c7e9b1d.42.1774000000
                 */
                "Last-Event-ID"?: string;
            };
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events stream */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Bad request - Invalid address format */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Flagged"];
            /** @description User not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["TooManyStreams"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["StreamUnavailable"];
        };
    };
    getCredit: {
        parameters: {
            query?: {
                /**
                 * @description Waits until the user's balance has reached this `version`, at most 10 seconds, and then answers what is. For whoever knows
                 *     that something has happened, such as a spend that `getTransaction` has told of, and does not want to ask again and again.
                 * @example 0
                 */
                minVersion?: components["parameters"]["MinVersion"];
            };
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
                /**
                 * @description Credit ID (UUID)
                 * @example 3f2504e0-4f89-41d3-9a0c-0305e82c3301
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credit */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credit"];
                };
            };
            /** @description Bad request - Invalid address or credit ID */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Flagged"];
            /** @description The user is not known, or has no such credit */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description The credit was revoked */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getEntries: {
        parameters: {
            query?: {
                /** @description How many entries a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page begins with the newest entry */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the history */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryPage"];
                };
            };
            /** @description Bad request - Invalid address format, limit or cursor */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Flagged"];
            /** @description User not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    grantBatch: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 1 to 255 visible ASCII characters that name this grant; make it before the first try and keep it
                 * @example order-20260316-0001
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            /** @description What was done, now or when it was first asked for */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResult"];
                };
            };
            /** @description A header, the body or one of its items is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description The plan is outdated, or the first request with this key is still under way */
            409: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The batch is understood and refused as a whole */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["GrantLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OutcomeUnknown"];
        };
    };
    planBatch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchPlanRequest"];
            };
        };
        responses: {
            /** @description What the batch would do now */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPlan"];
                };
            };
            /** @description The body or one of its items is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCredits: {
        parameters: {
            query?: {
                /** @description Only of this user */
                address?: components["parameters"]["AddressFilter"];
                /** @description Only of this season */
                seasonId?: components["parameters"]["SeasonFilter"];
                /** @description Only earned in this goal */
                goalId?: components["parameters"]["GoalFilter"];
                /** @description Only granted by this client; `goals` for what was earned in goals */
                issuer?: components["parameters"]["IssuerFilter"];
                /** @description Only signed by the key of this address */
                signer?: components["parameters"]["SignerFilter"];
                /** @description Only of this state */
                state?: components["parameters"]["StateFilter"];
                /** @description Only granted at this time or later */
                createdFrom?: components["parameters"]["CreatedFrom"];
                /** @description Only granted before this time */
                createdTo?: components["parameters"]["CreatedTo"];
                /** @description Only expiring at this time or later */
                expiresFrom?: components["parameters"]["ExpiresFrom"];
                /** @description Only expiring before this time */
                expiresTo?: components["parameters"]["ExpiresTo"];
                /** @description A moment of the past to answer for. If not provided, it is now */
                asOf?: components["parameters"]["AsOf"];
                /** @description How many a page has */
                limit?: components["parameters"]["ListLimit"];
                /** @description The `nextCursor` of the page before. If not provided, it is the first page */
                cursor?: components["parameters"]["ListCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of credits */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreditPage"];
                };
            };
            /** @description A filter, the limit or the cursor is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportCredits: {
        parameters: {
            query?: {
                /** @description The form of the lines, whatever `Accept` says */
                format?: components["parameters"]["ExportFormat"];
                /** @description Only of this user */
                address?: components["parameters"]["AddressFilter"];
                /** @description Only of this season */
                seasonId?: components["parameters"]["SeasonFilter"];
                /** @description Only earned in this goal */
                goalId?: components["parameters"]["GoalFilter"];
                /** @description Only granted by this client; `goals` for what was earned in goals */
                issuer?: components["parameters"]["IssuerFilter"];
                /** @description Only signed by the key of this address */
                signer?: components["parameters"]["SignerFilter"];
                /** @description Only of this state */
                state?: components["parameters"]["StateFilter"];
                /** @description Only granted at this time or later */
                createdFrom?: components["parameters"]["CreatedFrom"];
                /** @description Only granted before this time */
                createdTo?: components["parameters"]["CreatedTo"];
                /** @description Only expiring at this time or later */
                expiresFrom?: components["parameters"]["ExpiresFrom"];
                /** @description Only expiring before this time */
                expiresTo?: components["parameters"]["ExpiresTo"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credits, line by line */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description The format or a filter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCreditById: {
        parameters: {
            query?: {
                /** @description A moment of the past to answer for. If not provided, it is now */
                asOf?: components["parameters"]["AsOf"];
            };
            header?: never;
            path: {
                /**
                 * @description Credit ID (UUID)
                 * @example 3f2504e0-4f89-41d3-9a0c-0305e82c3301
                 */
                id: components["parameters"]["CreditId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The credit */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorCredit"];
                };
            };
            /** @description The credit ID or the time is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["CreditNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeCredit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Credit ID (UUID)
                 * @example 3f2504e0-4f89-41d3-9a0c-0305e82c3301
                 */
                id: components["parameters"]["CreditId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeRequest"];
            };
        };
        responses: {
            /** @description The revocation, now or when it was made */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            /** @description The credit ID or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["CreditNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["NothingToRevoke"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RevocationUnknown"];
        };
    };
    revokeUserCredits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeRequest"];
            };
        };
        responses: {
            /** @description What is revoked of the user */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserRevocation"];
                };
            };
            /** @description The address or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UserNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["NothingToRevoke"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["RevocationUnknown"];
        };
    };
    listRevocations: {
        parameters: {
            query?: {
                /** @description Whether the chain knows of it. If not provided, both */
                state?: "pending" | "seen";
                /** @description How many a page has */
                limit?: components["parameters"]["ListLimit"];
                /** @description The `nextCursor` of the page before. If not provided, it is the first page */
                cursor?: components["parameters"]["ListCursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of revocations */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevocationPage"];
                };
            };
            /** @description The state, limit or cursor is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRevocationCalls: {
        parameters: {
            query?: {
                /** @description How many credits one call revokes at most */
                perCall?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calls */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevocationCalls"];
                };
            };
            /** @description The number of credits is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getUserBalance: {
        parameters: {
            query?: {
                /** @description A moment of the past to answer for. If not provided, it is now */
                asOf?: components["parameters"]["AsOf"];
            };
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description The address or the time is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UserNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getUserEntries: {
        parameters: {
            query?: {
                /** @description How many a page has */
                limit?: components["parameters"]["ListLimit"];
                /** @description The `nextCursor` of the page before. If not provided, it is the first page */
                cursor?: components["parameters"]["ListCursor"];
            };
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the history */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorEntryPage"];
                };
            };
            /** @description The address, limit or cursor is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["UserNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportEntries: {
        parameters: {
            query?: {
                /** @description The form of the lines, whatever `Accept` says */
                format?: components["parameters"]["ExportFormat"];
                /** @description Only of this user */
                address?: components["parameters"]["AddressFilter"];
                /** @description Only entries of this kind */
                kind?: "granted" | "claimed" | "spent" | "restored" | "revoked" | "flagged" | "unflagged" | "optedOut" | "rejoined";
                /** @description Only entries at this time or later */
                from?: string;
                /** @description Only entries before this time */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries, line by line */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            /** @description The format or a filter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    flagUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlagRequest"];
            };
        };
        responses: {
            /** @description What became of each user, in the order of the request */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserChanges"];
                };
            };
            /** @description The body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The request is understood and refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    unflagUsers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnflagRequest"];
            };
        };
        responses: {
            /** @description What became of each user, in the order of the request */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserChanges"];
                };
            };
            /** @description The body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description An address was probably mistyped */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    listFlags: {
        parameters: {
            query?: {
                /** @description Lists the flags of this user only */
                address?: string;
                /** @description Lists the flags of this type only */
                type?: "multi-account" | "captcha";
                /** @description Lists the active flags only, or those that have ended only */
                active?: "true" | "false";
                /** @description How many flags a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page begins with the newest flag */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of flags */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlagPage"];
                };
            };
            /** @description A parameter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Lists the users of this status only; `not_registered` are those who were only ever flagged */
                status?: "enrolled" | "opted_out" | "not_registered";
                /** @description How many users a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page begins with the first address */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description A parameter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description The user as they stand now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserStatus"];
                };
            };
            /** @description The body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The request is understood and refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    optOutUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as they stand now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserStatus"];
                };
            };
            /** @description The address is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The address was probably mistyped */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    rejoinUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as they stand now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserStatus"];
                };
            };
            /** @description The address is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The address was probably mistyped */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    getUserStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user as they stand now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserStatus"];
                };
            };
            /** @description The address is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The progress */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Progress"];
                };
            };
            /** @description Bad request - Invalid address format */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Flagged"];
            /** @description User not found */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    reportGoalProgress: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a goal
                 * @example s5-log-in
                 */
                goalId: components["parameters"]["GoalId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalReportRequest"];
            };
        };
        responses: {
            /** @description What the report came to, now or when it was first made */
            200: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalReport"];
                };
            };
            /** @description The goal id or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such goal, or the user is not known */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The report is understood and refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    claimCredits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description User's Ethereum address
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: components["parameters"]["Address"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClaimRequest"];
            };
        };
        responses: {
            /** @description The claimed credits, soonest expiry first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Claim"];
                };
            };
            /** @description The address or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description The user is not known, or has no such credit */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description A credit that is named was revoked, or not claimed in time */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The user may not claim */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    getTransaction: {
        parameters: {
            query?: {
                /** @description Waits until the transaction is as far as this, at most 10 seconds, and then answers what is */
                until?: "seen" | "confirmed" | "final";
            };
            header?: never;
            path: {
                /**
                 * @description Hash of the transaction
                 * @example 0x2640125931f3f30cb7a668d1880b48e5c1482db375a7e7198f5e3dea8ba25128
                 */
                hash: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is known of it */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
            /** @description Bad request - Invalid transaction hash or parameter */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSigner: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The signer */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signer"];
                };
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCurrentSeason: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The season that runs */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Season"];
                };
            };
            400: components["responses"]["BadRequest"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSeasons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The seasons */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeasonOverview"];
                };
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createSeason: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeasonCreation"];
            };
        };
        responses: {
            /** @description The season */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description A season has this id, or runs at the same time */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The dates cannot be those of a season */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    listSeasons: {
        parameters: {
            query?: {
                /** @description How many a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page is the first one */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of seasons */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeasonPage"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSeason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The season */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteSeason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The season as it was */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description The season has history */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    editSeason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeasonEdit"];
            };
        };
        responses: {
            /** @description The season as it is now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description Another season runs at the same time */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The season is not to be changed like this any more */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    pauseSeason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The season as it is now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The season is closed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    resumeSeason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The season as it is now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The season is closed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    closeSeason: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The season as it is now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManagedSeason"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    getGoals: {
        parameters: {
            query?: {
                /** @description How many a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page is the first one */
                cursor?: string;
            };
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of goals */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalPage"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createGoal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a season
                 * @example 5
                 */
                seasonId: components["parameters"]["SeasonId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalCreation"];
            };
        };
        responses: {
            /** @description The goal */
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goal"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["SeasonNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description A goal has this id */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The season is closed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    editGoal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a goal
                 * @example s5-log-in
                 */
                goalId: components["parameters"]["GoalId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalEdit"];
            };
        };
        responses: {
            /** @description The goal as it is now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goal"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["GoalNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The goal is not to be changed like this any more */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    closeGoal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of a goal
                 * @example s5-log-in
                 */
                goalId: components["parameters"]["GoalId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The goal as it is now */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goal"];
                };
            };
            /** @description The path, a parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["GoalNotFound"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeUnknown"];
        };
    };
    demoGrant: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description 1 to 255 visible ASCII characters that name this grant; make it before the first try and keep it
                 * @example order-20260316-0001
                 */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Address of a demo user
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The credit */
            201: {
                headers: {
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credit"];
                };
            };
            /** @description The address, a header or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The demo is not seeded here, or this is not one of its users */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["GrantConflict"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            422: components["responses"]["GrantRefused"];
            429: components["responses"]["SignerLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["OutcomeUnknown"];
        };
    };
    demoSpend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Address of a demo user
                 * @example 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                 */
                address: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DemoSpendRequest"];
            };
        };
        responses: {
            /** @description The transaction was sent */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoSpend"];
                };
            };
            /** @description The address, a header or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Flagged"];
            /** @description There is no chain here, this is not a demo user, or the user cannot spend this credit */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The credits do not cover the amount, or the contract refuses them */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            /** @description The server cannot reach its database or the node of the chain just now */
            503: {
                headers: {
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Only the keys of this client */
                client?: string;
                /** @description How many keys a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page begins with the newest */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            /** @description A parameter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyRequest"];
            };
        };
        responses: {
            /** @description The key, shown this one time */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            /** @description A parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenKey"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The request is understood and refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeOutcomeUnknown"];
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The public id of a key
                 * @example 0f3a5c7e9b1d
                 */
                id: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description A parameter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The public id of a key
                 * @example 0f3a5c7e9b1d
                 */
                id: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, revoked */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description A parameter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description There is no such key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeOutcomeUnknown"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The public id of a key
                 * @example 0f3a5c7e9b1d
                 */
                id: components["parameters"]["KeyId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKeyRequest"];
            };
        };
        responses: {
            /** @description The new key, shown this one time */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedApiKey"];
                };
            };
            /** @description A parameter or the body is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["ForbiddenKey"];
            /** @description There is no such key */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            /** @description The key has ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["BodyTooLarge"];
            414: components["responses"]["UriTooLong"];
            415: components["responses"]["UnsupportedBody"];
            417: components["responses"]["ExpectationFailed"];
            /** @description The request is understood and refused */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["ChangeOutcomeUnknown"];
        };
    };
    readAudit: {
        parameters: {
            query?: {
                /** @description Only what this client has done; `root` is the operator's own key */
                client?: string;
                /**
                 * @description Only this operation, by its `operationId`
                 * @example grantCredits
                 */
                operation?: string;
                /** @description Only what was done to this address or id */
                target?: string;
                /**
                 * @description Only what was done at this time or later
                 * @example 2026-03-16T00:00:00Z
                 */
                from?: string;
                /**
                 * @description Only what was done before this time
                 * @example 2026-03-17T00:00:00Z
                 */
                to?: string;
                /** @description How many records a page has */
                limit?: number;
                /** @description The `nextCursor` of the page before. If not provided, the page begins with the newest */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the audit log */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A parameter is not as described */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOpenApiJson: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
        };
    };
    getOpenApiYaml: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
        };
    };
    getHomePage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Page"];
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getReferencePage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Page"];
            400: components["responses"]["BadRequest"];
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
        };
    };
    getReferenceFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The name of the file
                 * @example reference.js
                 */
                file: "home.js" | "reference.js" | "swagger-ui-bundle.js" | "swagger-ui.css";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/javascript": string;
                    "text/css": string;
                };
            };
            400: components["responses"]["BadRequest"];
            /** @description There is no such file */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            406: components["responses"]["NotAcceptable"];
            408: components["responses"]["RequestTimeout"];
            414: components["responses"]["UriTooLong"];
            417: components["responses"]["ExpectationFailed"];
            429: components["responses"]["RateLimited"];
            431: components["responses"]["HeadersTooLarge"];
            500: components["responses"]["InternalError"];
        };
    };
}
