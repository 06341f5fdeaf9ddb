// Generated from docs/openapi.json by openapi-typescript.
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Do the stores answer
         * @description A good answer may be five seconds old.
         */
        get: operations["getHealth"];
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
        /** This description */
        get: operations["getDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who calls, and from where */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List accounts
         * @description In the order of their ids.
         */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Create an account
         * @description Its list is off and empty: no visitor is turned away until its policy says so.
         */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        /**
         * Remove an account with everything of its own but its audit trail
         * @description Its hosts are refused at once where the call is answered, and at other locations as soon as KV shows the removal there, usually within two minutes. Its id and its hostnames can be used again at once. Its audit trail is kept for the operator's AUDIT_RETENTION_DAYS, and only the operator can read it.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        /** Rename an account */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/former-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List removed accounts
         * @description In the order of their ids, each id once. `/former-accounts/{account}/audit` is the audit trail of each, as far as it is kept.
         */
        get: operations["listFormerAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the hosts of an account
         * @description In the order of their names.
         */
        get: operations["listHosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/hosts/{hostname}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a host to an account
         * @description Takes no body. A host that the account has already stays as it is.
         */
        put: operations["putHost"];
        post?: never;
        /** Take a host from an account */
        delete: operations["deleteHost"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared-hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the hosts that many accounts share
         * @description In the order of their names.
         */
        get: operations["listSharedHosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/shared-hosts/{hostname}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Share a host
         * @description On it the account is known from the credential. Takes no body. `revision` is the host's own: it belongs to no account.
         */
        put: operations["putSharedHost"];
        post?: never;
        /** Stop sharing a host */
        delete: operations["deleteSharedHost"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the policy of an account */
        get: operations["getPolicy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the policy of an account */
        patch: operations["updatePolicy"];
        trace?: never;
    };
    "/accounts/{account}/provisional/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm a provisional change: it stays
         * @description The caller's address, and `as_address`, must be admitted by the new state: so the confirmation shows that its administrators still get in. An operator's call is judged only by `as_address`. To confirm again changes nothing. With `If-Match` it is the change of that revision and no other. Takes no body.
         */
        post: operations["confirmProvisional"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/provisional": {
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
         * Undo a provisional change now
         * @description Policy and list are again what they were before the change. Judged for a lockout, as any change. To undo again changes nothing. With `If-Match` it is the change of that revision and no other.
         */
        delete: operations["undoProvisional"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/allowlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List, search or export the entries of an account
         * @description In the order in which they were added.
         */
        get: operations["listEntries"];
        /**
         * Replace the whole list
         * @description Matched by canonical range: an entry that stays keeps its id, the way it is written, label, state, expiry and creation unless the body gives them. An export (`format=text` or `csv`) that is put back changes nothing.
         */
        put: operations["replaceEntries"];
        /**
         * Add one entry or many
         * @description A range that is listed and live stays as it is: 409 for one entry, `already_listed` among the results and warnings for many. One that is off or expired comes to life again, with what the body says of it. Never refused for a lockout.
         */
        post: operations["addEntries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/allowlist/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suggest a list from who came in the last 30 days
         * @description The shortest list that admits the addresses at which the sessions of the last 30 days were last seen: a /24 where 3 or more addresses of it came, a /64 where 2 or more did, else each address. Active sessions count, and those that ended by a logout or by age; not those that were ended by force. Look at the people before you trust an address: whoever used a session came from there. Changes nothing; add what you choose with `POST …/allowlist`.
         */
        get: operations["suggestEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/allowlist/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an entry */
        get: operations["getEntry"];
        put?: never;
        post?: never;
        /** Remove an entry */
        delete: operations["deleteEntry"];
        options?: never;
        head?: never;
        /**
         * Change an entry
         * @description What is left out stays as it is. Another `value` may cover another range; a range can be listed only once.
         */
        patch: operations["updateEntry"];
        trace?: never;
    };
    "/accounts/{account}/allowlist/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find the entries in any text
         * @description Takes text as people have it, and answers the entries that it finds, with labels from what stands beside them, and what it left out and why. It guesses: look at the answer before you send its `items` on. Changes nothing.
         */
        post: operations["readList"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What would become of a visit from this address
         * @description Asks the decision of the gate itself, about the account as it is stored now. Changes nothing.
         */
        post: operations["check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a change of policy or list would mean, and for whom
         * @description Judges the active sessions and the turned-away visits of the last 30 days as the gate would if they came again: who would be turned away, who would be let in. A session is judged by the address it was last seen at; a turned-away visit is counted over all days. Changes nothing.
         */
        post: operations["preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the revisions of an account
         * @description The newest first. Every change of the account makes one: those of its list and its policy, and also those of its hosts and its name, which change neither. They are kept for the operator's REVISION_RETENTION_DAYS; the last one listed is the state that held before.
         */
        get: operations["listRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/revisions/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a change did
         * @description The policy before and after, and the entries that the change added, removed and changed, in pages: `limit` counts all three together, in the order in which the entries were first added.
         */
        get: operations["getRevision"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/revisions/{revision}/allowlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The list as it was
         * @description Right after the revision was made. `text` and `csv` are the whole list as the export of that time.
         */
        get: operations["listEntriesAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/revisions/{revision}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring back the state of a revision
         * @description Policy and list are again what they were right after that revision: a change like any other, with a revision of its own. Entries have the ids, labels, states, expiries and creation of then; one that has expired since comes back expired, with a warning. Hosts, tokens and the account's name stay as they are. `POST …/preview` with `revision` shows beforehand what it means.
         */
        post: operations["restoreRevision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/revisions/{revision}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo one change
         * @description Takes back what the change of this revision did, and nothing else: a change like any other. The last change always; an earlier one when nothing of what it did was changed since, and it concerns at most 1,000 entries. What is undone already is not undone again: 200, and nothing changes. `POST …/preview` with `undo` shows beforehand what it means.
         */
        post: operations["undoRevision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/denials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the visits that were turned away
         * @description Counted by address, surface, device and day, the newest first; kept for 90 days. In mode `monitor`: the visits that would have been turned away. A visit is counted within a quarter of a minute. Of a flood, the newest 1,000 a day are kept one by one, and the others are counted together: `q` finds those of their addresses that were kept, the last 500,000 of an account.
         */
        get: operations["listDenials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/denials/{id}/allow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an address in that was turned away
         * @description Adds the address to the allowlist. An entry of exactly this range that is disabled or expired is renewed instead.
         */
        post: operations["allowDenial"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/access-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the requests of visitors who were turned away
         * @description The newest first; kept for 90 days. Visitors make them by the form on the refusal page, where the policy has `access_requests: true`: one open request per address, 10 per network (/24 or /48) and 100 per account. Open ones expire after a week.
         */
        get: operations["listAccessRequests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/access-requests/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let in a visitor who asked for it
         * @description Adds the address to the allowlist and approves the request, both or neither. An entry of exactly this range that is off or expired comes to life again; one that is live stays as it is. Without a label the entry gets the visitor's name.
         */
        post: operations["approveAccessRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/access-requests/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decline a visitor's request
         * @description The list does not change, and the visitor is not told. The same address cannot ask again for a day: its form gets the answer of the first one.
         */
        post: operations["declineAccessRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/console-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link that lets one person into the console of an account
         * @description It works once, within five minutes, and opens a login of at most twelve hours that is over after 30 minutes without a visit. Link and login are over sooner when `session` ends, when the sessions of `user` or of everybody are ended, and when the token expires or is revoked that made the link. It gives all that the console can do in this account: make links for administrators alone, when they ask for it.
         */
        post: operations["createConsoleLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/console-logins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List who is in the console of an account
         * @description Logins that are live now, the newest first.
         */
        get: operations["listConsoleLogins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/console-logins/{id}": {
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
         * Log somebody out of the console
         * @description It holds from the next request on, everywhere. A login that is over already stays as it is.
         */
        delete: operations["endConsoleLogin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions of an account
         * @description Every device that logged in, the one last seen first.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/sessions/{id}": {
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
         * Log out a device
         * @description It holds at once here, and everywhere within 30 seconds. A session that has ended already stays as it is.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/sessions/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out a user, or everybody
         * @description Sessions and API tokens alike; also those that become known later but began before. Their console logins end as well, and unused links into the console stop working; `all` ends also the logins that account tokens opened, but no account token.
         */
        post: operations["revokeSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/binding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the session cookies of an account came
         * @description How session cookies came in the last seven days: with the seals that Gatehouse set beside them, or without. It tells when `BIND_SESSIONS = strict` is safe, and decides nothing. A visit is counted within some minutes; a visit with two session cookies counts twice. Anybody can send a cookie without a seal, so scans raise the numbers. Nothing is counted while BIND_SESSIONS is `off`, nor of cookies that are `:unbound`. Hosts that accounts share are not among them.
         */
        get: operations["getBinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/binding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the session cookies of all hosts came
         * @description How session cookies came in the last seven days: with the seals that Gatehouse set beside them, or without. It tells when `BIND_SESSIONS = strict` is safe, and decides nothing. A visit is counted within some minutes; a visit with two session cookies counts twice. Anybody can send a cookie without a seal, so scans raise the numbers. Nothing is counted while BIND_SESSIONS is `off`, nor of cookies that are `:unbound`. Shared hosts are among them.
         */
        get: operations["getHostBinding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tokens of an account
         * @description In the order in which they were made, expired ones among them. The tokens themselves are not stored.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Make a token
         * @description The answer is the only place where the token stands. A token can make others of its own account alone, with no scope that it has not itself, and none that outlives it; the operator can make any. Revoking a token leaves those that it made: `created_by` names them. Changes no revision.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/tokens/{id}": {
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
         * Revoke a token
         * @description It is refused from now on, everywhere. A token may revoke any of its account, itself too.
         */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{account}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read or export the audit trail of an account
         * @description Newest first: every change, and changes and tokens that were refused for what they would have done. Events are kept for the operator's AUDIT_RETENTION_DAYS, also when the account is removed: then the operator, and no one else, reads the trail of the removed account here. When an account of the same id is created again, its trail here begins with its creation, and the older one is at `/former-accounts/{account}/audit`.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/former-accounts/{account}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read or export the audit trail of a removed account
         * @description Newest first, up to the event of the removal. When several accounts of this id were removed, these are the events of all of them: each begins with `account.created` and ends with `account.removed`. An account that has the id now is not in it. Events are kept for the operator's AUDIT_RETENTION_DAYS.
         */
        get: operations["listFormerAuditEvents"];
        put?: never;
        post?: never;
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
         * Read or export the operator's own audit trail
         * @description What belongs to no account: shared hosts, and accounts that were removed.
         */
        get: operations["listOperatorAuditEvents"];
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
        /** @description The body is sent as `application/json` and does not parse. `detail` gives line and column. Check what your JSON library writes. */
        MalformedJsonProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "malformed_json";
            /** @constant */
            status: 400;
        };
        /** @description The body has bytes that are not UTF-8. Save or convert the file as UTF-8. */
        MalformedTextProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "malformed_text";
            /** @constant */
            status: 400;
        };
        /** @description A request header that matters, such as `If-Match`, cannot be read. `If-Match` is `*` or entity tags in quotes, such as `"12"`. */
        MalformedHeaderProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "malformed_header";
            /** @constant */
            status: 400;
        };
        /** @description The request has an `Idempotency-Key`, and no answer of this call is kept. Leave the header out. Repeating a GET, PUT or DELETE does no harm by itself. */
        IdempotencyNotSupportedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "idempotency_not_supported";
            /** @constant */
            status: 400;
        };
        /** @description `cursor` is not one that this list gave, or was given for another list or account. Use `next_cursor` of the page before as it is, or begin without a cursor. */
        InvalidCursorProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "invalid_cursor";
            /** @constant */
            status: 400;
        };
        /** @description There is no token, or it is unknown, wrong, expired or malformed: the answer does not tell which. Send `Authorization: Bearer <token>`, once. */
        UnauthorizedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "unauthorized";
            /** @constant */
            status: 401;
        };
        /** @description The call is the operator's, and the token is an account's. Ask the operator of this Gatehouse. */
        OperatorOnlyProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "operator_only";
            /** @constant */
            status: 403;
        };
        /** @description The token lacks the scope that `scope` names. Make a token that has it. A `write` scope includes its `read`. */
        MissingScopeProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "missing_scope";
            /** @constant */
            status: 403;
            /** @description The scope that the token lacks. */
            scope: string;
        };
        /** @description The token is good, and the call comes from an address that is not on the account's allowlist. Call from a trusted address, or have an administrator add yours: `your_address` in the answer. */
        AddressNotAllowedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "address_not_allowed";
            /** @constant */
            status: 403;
        };
        /** @description A token makes another one with a scope that it has not itself, or that would outlive it: `errors` says which. Leave that out, or have the token made by one that has more, or by the operator. */
        ExceedsOwnRightsProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "exceeds_own_rights";
            /** @constant */
            status: 403;
        };
        /** @description The account has no access request with this id; it may have been removed after 90 days. List the requests again. */
        AccessRequestNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "access_request_not_found";
            /** @constant */
            status: 404;
        };
        /** @description There is no such account, or the token belongs to another one. Check the account's id. */
        AccountNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "account_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The account has no such host. List the account's hosts. */
        HostNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "host_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The account has no console login of this id, or it was over a week ago. List `console-logins`: what is not there is over. */
        ConsoleLoginNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "console_login_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The account has no denial with this id; those of a flood give way to newer ones. List the denials again, or add the address to the list by itself. */
        DenialNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "denial_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The account's list has no entry with this id; it may have been removed. List the entries again. */
        EntryNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "entry_not_found";
            /** @constant */
            status: 404;
        };
        /** @description No change of the account waits for a confirmation, or it was confirmed before it should be undone. Read `provisional` of the policy: it tells whether a change is provisional. */
        ProvisionalNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "provisional_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The account has not come to a revision of this number. List the revisions: `GET …/revisions`. */
        RevisionNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "revision_not_found";
            /** @constant */
            status: 404;
        };
        /** @description No session of this account has the id. List the sessions: `GET …/sessions`. */
        SessionNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "session_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The account has no token with this id; it may have been revoked. List the tokens again. */
        TokenNotFoundProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "token_not_found";
            /** @constant */
            status: 404;
        };
        /** @description The request was approved or declined before, or has expired after a week: `state` says which. Nothing was changed. Of two administrators who decide at the same moment, the second one gets this. Read the request again. To change what was decided, change the entry. */
        AccessRequestSettledProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "access_request_settled";
            /** @constant */
            status: 409;
            /** @description What became of the request: `approved`, `declined` or `expired`. */
            state: string;
        };
        /** @description An account with this id exists already. Choose another id, or change the account that there is. */
        AccountExistsProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "account_exists";
            /** @constant */
            status: 409;
        };
        /** @description The list has a live entry that covers exactly this range: `id` names it. (Of many entries in one request this is a warning. An entry that is off or expired comes to life again instead.) Change that entry instead. */
        AlreadyListedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "already_listed";
            /** @constant */
            status: 409;
            /** @description The id of the entry that is listed. */
            id: string;
        };
        /** @description Others changed the same thing again and again while this change was tried: the entry, the policy, or what the change rests on. Changes of different entries, hosts and tokens do not cause this. Nothing was saved. Try again after a moment. */
        ConcurrentChangeProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "concurrent_change";
            /** @constant */
            status: 409;
        };
        /** @description The denial counts visits of many addresses, which are not kept one by one. Ask the visitor for the address that the refusal page shows, and add it to the list. */
        DenialWithoutAddressProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "denial_without_address";
            /** @constant */
            status: 409;
        };
        /** @description The account would enforce a list without a live entry: no one could reach the dashboard. There is no override. Add an entry that is enabled and not expired first, or set the mode to `off` or `monitor`. */
        EmptyAllowlistProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "empty_allowlist";
            /** @constant */
            status: 409;
        };
        /** @description Another call with this `Idempotency-Key` came first, at the same moment. Repeat the request with the same key: it gets that call's answer. */
        IdempotencyInProgressProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "idempotency_in_progress";
            /** @constant */
            status: 409;
        };
        /** @description The hostname belongs to an account already, or is shared. Remove it there first. */
        HostTakenProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "host_taken";
            /** @constant */
            status: 409;
        };
        /** @description After the change `your_address` would be turned away from the dashboard from `locked_out_at` on: at once, or within 24 hours because the last entry that covers it runs out. Nothing was saved. An entry that runs out later is told in the answer (warning `access_ends_at`). List that address first, give its entry a later end or none, or repeat the call with `?acknowledge_lockout=true`. */
        LockoutRiskProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "lockout_risk";
            /** @constant */
            status: 409;
            /** @description The address that would be turned away. */
            your_address: string;
            /**
             * Format: date-time
             * @description From when on: now, or when the last entry that covers the address runs out, within 24 hours.
             */
            locked_out_at: string;
        };
        /** @description A change of the account is provisional (`confirm_within`). Until it is confirmed or undone, policy and list take no other change, and no second provisional one. `revision`, `actor` and `undoes_at` say which it is and when it undoes itself. Keep it with `POST …/provisional/confirm`, undo it with `DELETE …/provisional`, or wait until it undoes itself. Then repeat the change. */
        ProvisionalOpenProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "provisional_open";
            /** @constant */
            status: 409;
            /** @description The revision that the provisional change made. */
            revision: number;
            /**
             * Format: date-time
             * @description When it undoes itself.
             */
            undoes_at: string;
            /** @description Who made it. */
            actor: string;
        };
        /** @description The provisional change was not confirmed in time and has undone itself, or a caller has undone it: the state before it holds. Make the change again, and confirm it before `undoes_at`. */
        ProvisionalUndoneProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "provisional_undone";
            /** @constant */
            status: 409;
        };
        /** @description The account has 100 tokens, expired ones among them. Revoke those that are not needed: `last_used_at` and `expires_at` tell which. */
        TooManyTokensProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "too_many_tokens";
            /** @constant */
            status: 409;
        };
        /** @description What the change did was changed again (`entries` has the first of them, `policy_changed` tells of the policy), or it is not the last change and concerns more than 1,000 entries. Nothing was changed. Undo the later changes first, or restore the state before: `POST …/revisions/{revision}/restore`. */
        UndoNotPossibleProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "undo_not_possible";
            /** @constant */
            status: 409;
            /** @description The first entries that were changed again. */
            entries: string[];
            /** @description Whether the policy was changed again. */
            policy_changed: boolean;
        };
        /** @description The revision is older than the operator's REVISION_RETENTION_DAYS, or than the record of revisions. `oldest_revision` is the oldest that is kept, `kept_since` when it was made; of that one the state is kept, and not what it changed. Use a revision that `GET …/revisions` lists. */
        RevisionNotKeptProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "revision_not_kept";
            /** @constant */
            status: 410;
            /** @description The oldest revision that is kept. */
            oldest_revision: number;
            /**
             * Format: date-time
             * @description When that one was made.
             */
            kept_since: string;
        };
        /** @description `If-Match` names another revision than the account's, which `revision` and the `ETag` header give. Read again, make your change on what is there now, and repeat it with the new ETag. */
        RevisionMismatchProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "revision_mismatch";
            /** @constant */
            status: 412;
            /** @description The account's revision now. */
            revision: number;
        };
        /** @description The body has more than 32 MiB where a list is taken, or more than 64 KiB elsewhere. Send a list in parts. */
        RequestTooLargeProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "request_too_large";
            /** @constant */
            status: 413;
        };
        /** @description The body's media type is not taken here, or the body is compressed or in another character set than UTF-8. The `Accept` header of the answer names what is taken. */
        UnsupportedMediaTypeProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "unsupported_media_type";
            /** @constant */
            status: 415;
        };
        /** @description The `Idempotency-Key` was used within the last 24 hours for a call of another path, media type or body. Make a new key for a new request; repeat an old one as it was. */
        IdempotencyKeyReusedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "idempotency_key_reused";
            /** @constant */
            status: 422;
        };
        /** @description The request is understood and something in it is not valid. Nothing was changed. `errors` has all of it (the first 1,000), each with its place and a `fix`. */
        InvalidRequestProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "invalid_request";
            /** @constant */
            status: 422;
            errors: components["schemas"]["FieldError"][];
        };
        /** @description The list would have more than 250,000 entries. Write neighbouring addresses as one range. */
        TooManyEntriesProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "too_many_entries";
            /** @constant */
            status: 422;
        };
        /** @description The call replaces a whole list and does not say which revision it was made for. Send `If-Match` with the ETag of what you read, or `*` to replace regardless. */
        IfMatchRequiredProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "if_match_required";
            /** @constant */
            status: 428;
        };
        /** @description The account keeps as many answers for its `Idempotency-Key`s as it may: 10,000, or 64 MiB, within 24 hours. Nothing was changed. No kept answer is dropped to make room: a repetition of its call would then be made a second time. Repeat the request without `Idempotency-Key`, or later. Use a key for a call that may be repeated, not for each call. */
        IdempotencyLimitReachedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "idempotency_limit_reached";
            /** @constant */
            status: 429;
        };
        /** @description Too many calls with bad tokens came from your address, or too many with this one. For a minute it is not looked at. Wait for the time that `Retry-After` gives, and use a token that is valid. */
        RateLimitedProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "rate_limited";
            /** @constant */
            status: 429;
        };
        /** @description Gatehouse has a fault. Give `request_id` to the operator: the log has the reason under it. */
        InternalErrorProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "internal_error";
            /** @constant */
            status: 500;
        };
        /** @description The storage does not answer. Nothing is known to be saved. Try again after the time that `Retry-After` gives; read before you repeat a change. */
        UnavailableProblem: components["schemas"]["Problem"] & {
            /** @constant */
            code: "unavailable";
            /** @constant */
            status: 503;
        };
        FieldError: {
            /** @description JSON pointer into the body. */
            pointer?: string;
            /** @description Line of a text body, from 1. */
            line?: number;
            /** @description Name of a query or path parameter. */
            parameter?: string;
            /** @description Stable. */
            code: string;
            detail: string;
            /** @description What to write instead. */
            fix: string;
        };
        Problem: {
            /** @description A name and not an address: `urn:gatehouse:problem:` and the code. */
            type: string;
            title: string;
            status: number;
            /** @description For people: what happened, and what to do. */
            detail: string;
            /** @description Stable; what programs decide by. */
            code: string;
            /** @description Names this request in the operator's log. */
            request_id: string;
            /** @description All that is wrong with the input. */
            errors?: components["schemas"]["FieldError"][];
            /** @description There are more errors than the first 1,000. */
            errors_truncated?: boolean;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "failing";
            /** @enum {string} */
            d1: "ok" | "failing";
            /** @enum {string} */
            kv: "ok" | "failing";
            version: string;
        };
        Me: {
            /**
             * @description As the audit trail names it.
             * @example operator
             * @example token:tok_1kr9x…
             */
            actor: string;
            /**
             * @description The token's name; null: the operator.
             * @example CI
             */
            actor_name: string | null;
            /** @description The account that the token belongs to; null: the operator's. */
            account: string | null;
            scopes: string[];
            /** @description Where this call comes from, as an allowlist would see it. */
            address: string | null;
            region: {
                country: string | null;
                region: string | null;
                city: string | null;
            };
        };
        Account: {
            id: string;
            name: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
            /** @description Raised by every change of policy, allowlist or hosts. */
            revision: number;
            /** @description The revision that the edge's copy was last written at. */
            published_revision: number | null;
        };
        ChangedAccount: {
            id: string;
            name: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
            /** @description The account's revision after the change. */
            revision: number;
            /** @description The revision that the edge's copy was last written at. */
            published_revision: number | null;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
        };
        NewAccount: {
            /**
             * @description Chosen by the operator; it cannot be changed.
             * @example acme
             */
            id: string;
            /**
             * @description For people.
             * @example Acme Ltd
             */
            name: string;
        };
        AccountPatch: {
            /**
             * @description For people.
             * @example Acme Ltd
             */
            name?: string;
        };
        FormerAccount: {
            id: string;
            /** @description The last name; null: it is forgotten, as the audit trail does not keep the removal any more. */
            name: string | null;
            /**
             * Format: date-time
             * @description When the last account of this id was removed.
             * @example 2026-11-22T12:00:00Z
             */
            removed_at: string;
            /** @description There is an account of this id again. */
            reused: boolean;
        };
        Host: {
            hostname: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
        };
        ChangedHost: {
            hostname: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
        };
        Policy: {
            /**
             * @description `off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away.
             * @enum {string}
             */
            mode: "off" | "monitor" | "enforce";
            block_api_requests: boolean;
            session: {
                idle_days: number;
                /** @description For sessions that passed a second factor. */
                idle_days_2fa: number;
                absolute_days: number;
                /** @description For sessions of kind `api`; null: they never grow idle. */
                api_idle_days: number | null;
                /**
                 * @description From where a session cookie is accepted: `off` from everywhere; `network` only from the network in which its seal was made (the /24 of an IPv4, the /48 of an IPv6 address); `address` only from that very address. The other family counts as elsewhere. Elsewhere the cookie is taken off the request, and the product shows its login page. Holds for sealed cookies.
                 * @enum {string}
                 */
                bind_network: "off" | "network" | "address";
            };
            /** @description Whether the refusal page has a form by which a refused visitor asks for access, with a name and a reason. Not on hosts that accounts share. */
            access_requests: boolean;
            contact: string | null;
            revision: number;
            published_revision: number | null;
            provisional: components["schemas"]["Provisional"];
        };
        /** @description The change that undoes itself unless it is confirmed (`confirm_within`); null: none is open. */
        Provisional: {
            /** @description The revision that the change made. */
            revision: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            at: string;
            /**
             * Format: date-time
             * @description From this second on the state before the change holds again.
             * @example 2026-11-22T12:00:00Z
             */
            undoes_at: string;
            actor: string;
            actor_name: string | null;
        } | null;
        ChangedPolicy: {
            /**
             * @description `off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away.
             * @enum {string}
             */
            mode: "off" | "monitor" | "enforce";
            block_api_requests: boolean;
            session: {
                idle_days: number;
                /** @description For sessions that passed a second factor. */
                idle_days_2fa: number;
                absolute_days: number;
                /** @description For sessions of kind `api`; null: they never grow idle. */
                api_idle_days: number | null;
                /**
                 * @description From where a session cookie is accepted: `off` from everywhere; `network` only from the network in which its seal was made (the /24 of an IPv4, the /48 of an IPv6 address); `address` only from that very address. The other family counts as elsewhere. Elsewhere the cookie is taken off the request, and the product shows its login page. Holds for sealed cookies.
                 * @enum {string}
                 */
                bind_network: "off" | "network" | "address";
            };
            /** @description Whether the refusal page has a form by which a refused visitor asks for access, with a name and a reason. Not on hosts that accounts share. */
            access_requests: boolean;
            contact: string | null;
            /** @description The account's revision after the change. */
            revision: number;
            published_revision: number | null;
            provisional: components["schemas"]["Provisional"];
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            /** @description `access_ends_at`: the caller loses access later on. Left out when there is none. */
            warnings?: components["schemas"]["EntryWarning"][];
        };
        EntryWarning: {
            code: string;
            detail: string;
            fix?: string;
            /** @description Of `still_allowed`: the entry that admits the same addresses. Of `access_ends_at`: the one that ends last. Without `id` it is new. */
            entry?: {
                id?: string;
                value: string;
                label: string | null;
            };
            /** @description Of `access_ends_at`: the address that loses access to the dashboard. */
            your_address?: string;
            /**
             * Format: date-time
             * @description Of `access_ends_at`: from then on the address is turned away, unless an entry gets a later end.
             * @example 2026-11-22T12:00:00Z
             */
            access_ends_at?: string;
        };
        /** @description What is left out stays as it is, within `session` too. */
        PolicyPatch: {
            /**
             * @description `off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away.
             * @enum {string}
             */
            mode?: "off" | "monitor" | "enforce";
            block_api_requests?: boolean;
            session?: {
                idle_days?: number;
                idle_days_2fa?: number;
                absolute_days?: number;
                api_idle_days?: number | null;
                /**
                 * @description From where a session cookie is accepted: `off` from everywhere; `network` only from the network in which its seal was made (the /24 of an IPv4, the /48 of an IPv6 address); `address` only from that very address. The other family counts as elsewhere. Elsewhere the cookie is taken off the request, and the product shows its login page. Holds for sealed cookies.
                 * @enum {string}
                 */
                bind_network?: "off" | "network" | "address";
            };
            /** @description Whether the refusal page has a form by which a refused visitor asks for access, with a name and a reason. Not on hosts that accounts share. */
            access_requests?: boolean;
            /** @description Shown to visitors who are turned away: a URL, a mail address or text. */
            contact?: string | null;
        };
        Entry: {
            id: string;
            /** @description As it was written. */
            value: string;
            /** @description What it covers; `first` and `last` instead where that is no CIDR. */
            cidr?: string;
            first?: string;
            last?: string;
            family: 4 | 6;
            label: string | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * @description Whether it admits visitors now.
             * @enum {string}
             */
            state: "live" | "off" | "expired";
            /** @description Ids of live entries that cover all of this one, the narrowest first, at most 10: it makes no difference. Left out when there is none. */
            covered_by?: string[];
            /**
             * Format: date-time
             * @description The last day (UTC) on which the account's list admitted an address that this entry covers, as the time of the first such visit of that day. Every live entry that covers the address counts. Null: not since use is recorded. It is written within minutes after the visit, and is no change of the list.
             * @example 2026-11-22T12:00:00Z
             */
            last_used_at: string | null;
            /** @description On how many of the last 30 days (UTC), today included, there were such visits: however many visits a day has, it counts as one. Visits to public paths, and to the API while it is not restricted, need no entry and do not count; calls of this API and of the console do. */
            visits_30d: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
            warnings: components["schemas"]["EntryWarning"][];
        };
        AddedEntries: {
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            /** @description Entries of the account now. What others add at the same moment may not be counted. */
            total: number;
            added: number;
            /** @description Entries that were off or expired and are live again. */
            reactivated: number;
            /** @description What became of each entry of the body, one result each, in its order. `reactivated`: it was off or expired, and is live again. `duplicate`: it covers the same as one before it. `id`: of the entry that is listed now. */
            items: {
                /** @description Line of a text body, from 1. */
                line?: number;
                /** @description JSON pointer into the body. */
                pointer?: string;
                value: string;
                /** @enum {string} */
                status: "added" | "already_listed" | "reactivated" | "duplicate";
                id: string;
            }[];
            /** @description The first 100. */
            warnings: components["schemas"]["ListWarning"][];
            warning_count: number;
        };
        ListWarning: {
            /** @description Line of a text body, from 1. */
            line?: number;
            /** @description JSON pointer into the body. */
            pointer?: string;
            value: string;
            code: string;
            detail: string;
            fix?: string;
            /** @description Of `still_allowed`: the entry that admits the same addresses. Of `access_ends_at`: the one that ends last. Without `id` it is new. */
            entry?: {
                id?: string;
                value: string;
                label: string | null;
            };
            /** @description Of `access_ends_at`: the address that loses access to the dashboard. */
            your_address?: string;
            /**
             * Format: date-time
             * @description Of `access_ends_at`: from then on the address is turned away, unless an entry gets a later end.
             * @example 2026-11-22T12:00:00Z
             */
            access_ends_at?: string;
            /** @description How many entries it is about, where that is more than one. */
            count?: number;
        };
        ReactivatedEntry: {
            id: string;
            /** @description As it was written. */
            value: string;
            /** @description What it covers; `first` and `last` instead where that is no CIDR. */
            cidr?: string;
            first?: string;
            last?: string;
            family: 4 | 6;
            label: string | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * @description Whether it admits visitors now.
             * @enum {string}
             */
            state: "live" | "off" | "expired";
            /** @description Ids of live entries that cover all of this one, the narrowest first, at most 10: it makes no difference. Left out when there is none. */
            covered_by?: string[];
            /**
             * Format: date-time
             * @description The last day (UTC) on which the account's list admitted an address that this entry covers, as the time of the first such visit of that day. Every live entry that covers the address counts. Null: not since use is recorded. It is written within minutes after the visit, and is no change of the list.
             * @example 2026-11-22T12:00:00Z
             */
            last_used_at: string | null;
            /** @description On how many of the last 30 days (UTC), today included, there were such visits: however many visits a day has, it counts as one. Visits to public paths, and to the API while it is not restricted, need no entry and do not count; calls of this API and of the console do. */
            visits_30d: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
            warnings: components["schemas"]["EntryWarning"][];
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            /** @enum {boolean} */
            reactivated: true;
        };
        ChangedEntry: {
            id: string;
            /** @description As it was written. */
            value: string;
            /** @description What it covers; `first` and `last` instead where that is no CIDR. */
            cidr?: string;
            first?: string;
            last?: string;
            family: 4 | 6;
            label: string | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * @description Whether it admits visitors now.
             * @enum {string}
             */
            state: "live" | "off" | "expired";
            /** @description Ids of live entries that cover all of this one, the narrowest first, at most 10: it makes no difference. Left out when there is none. */
            covered_by?: string[];
            /**
             * Format: date-time
             * @description The last day (UTC) on which the account's list admitted an address that this entry covers, as the time of the first such visit of that day. Every live entry that covers the address counts. Null: not since use is recorded. It is written within minutes after the visit, and is no change of the list.
             * @example 2026-11-22T12:00:00Z
             */
            last_used_at: string | null;
            /** @description On how many of the last 30 days (UTC), today included, there were such visits: however many visits a day has, it counts as one. Visits to public paths, and to the API while it is not restricted, need no entry and do not count; calls of this API and of the console do. */
            visits_30d: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
            warnings: components["schemas"]["EntryWarning"][];
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
        };
        EntryInput: {
            /**
             * @description A single address, CIDR, first–last range or IPv4 wildcard; IPv4 or IPv6.
             * @example 203.0.113.7
             * @example 49.37.165.0/24
             * @example 203.0.113.10-203.0.113.20
             * @example 203.0.113.*
             * @example 2001:db8::/48
             */
            value: string;
            label?: string | null;
            /** @description A disabled entry is kept and matches nothing. */
            enabled?: boolean;
            /**
             * Format: date-time
             * @description From this second on the entry matches nothing; null: it never expires.
             * @example 2027-12-31T23:59:59Z
             */
            expires_at?: string | null;
        };
        /** @description Up to 250000 entries; entries of one range merge. */
        EntryItems: {
            items: components["schemas"]["EntryInput"][];
        };
        /**
         * @description A line is `ADDRESS[, ADDRESS …] [until TIME] [off] [# label]`: new lines and commas separate entries, and what follows the addresses belongs to every entry of the line. A line that starts with `#` is a comment. TIME is RFC 3339; seconds and offset may be left out (then UTC), and a date alone is the end of that day, UTC. `until never` and `on` say that an entry does not expire and is not off. What a line does not say is kept when the list is replaced (PUT), and has its default when an entry is new.
         * @example 203.0.113.7 until 2026-12-01T18:00Z # Ann at home
         *     49.37.165.0/24, 2001:db8::/48 # Data centre
         *     198.51.100.0/24 off # Old office
         */
        EntriesText: string;
        /**
         * @description RFC 4180, with the header `value,label,enabled,expires_at`: columns in any order; all but `value` may be left out, and what is left out stays as it is or has its default. Also read: a byte order mark, `;`, tab or `|` as separator, a first line `sep=;`, empty columns at the end, the usual other names of the columns (`ip`, `address`, `cidr`; `description`, `comment`, `name`; `expires`), `yes`, `no`, `1` and `0`, and dates without a time (the end of that day, UTC). An empty `label` is none, an empty `expires_at` is never, an empty `enabled` says nothing. A header alone is an empty list. In the export an apostrophe stands before whatever in a label a spreadsheet would take for a formula (`=`, `+`, `-`, `@` at its start or after a semicolon); reading takes it away again.
         * @example value,label,enabled,expires_at
         *     203.0.113.7,"Office, 2nd floor",true,
         *     49.37.165.0/24,VPN,false,2027-12-31T23:59:59Z
         */
        EntriesCsv: string;
        PutAllowlist: {
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            /** @description Entries of the account now. */
            total: number;
            added: number;
            removed: number;
            /** @description Entries that stayed with another label, state or expiry. */
            updated: number;
            /** @description The first 100. */
            warnings: components["schemas"]["ListWarning"][];
            warning_count: number;
            provisional: components["schemas"]["Provisional"];
        };
        Suggestions: {
            /**
             * Format: date-time
             * @description Sessions that were seen since then.
             * @example 2026-11-22T12:00:00Z
             */
            since: string;
            considered: {
                /** @description The newest 20000 at most. */
                sessions: number;
                addresses: number;
                /** @description Addresses that the list admits now. */
                listed: number;
            };
            suggestions: {
                count: number;
                /** @description First those of which something is missing; among them, those with the most sessions. At most 1000. */
                items: components["schemas"]["Suggestion"][];
            };
            /** @description Addresses that no entry should admit, such as private ones: sessions from there would still be missing. */
            left_out: {
                count: number;
                /** @description Those with the most sessions, at most 100. */
                items: {
                    address: string;
                    reason: components["schemas"]["EntryWarning"];
                    /** @description Sessions that were last seen there. */
                    sessions: {
                        web: number;
                        api: number;
                    };
                    /** @description Those without a known user. */
                    sessions_without_user: number;
                    people: {
                        count: number;
                        /** @description Who came last comes first, at most 10. */
                        items: {
                            user: string;
                            name: string | null;
                            /**
                             * Format: date-time
                             * @example 2026-11-22T12:00:00Z
                             */
                            last_seen_at: string;
                        }[];
                    };
                    /**
                     * Format: date-time
                     * @example 2026-11-22T12:00:00Z
                     */
                    last_seen_at: string;
                }[];
            };
        };
        Suggestion: {
            /**
             * @description An address or CIDR, as it can be added.
             * @example 203.0.113.0/24
             */
            value: string;
            cidr?: string;
            first?: string;
            last?: string;
            family: 4 | 6;
            /** @description Names of the people, for the entry. */
            label: string | null;
            /** @description Whether the list admits all of its addresses now. */
            covered: boolean;
            /** @description Addresses of sessions that it would admit. */
            addresses: {
                count: number;
                missing: {
                    /** @description Those that the list does not admit now. */
                    count: number;
                    /** @description The first 10. */
                    items: string[];
                };
            };
            /** @description Sessions that were last seen there. */
            sessions: {
                web: number;
                api: number;
            };
            /** @description Those without a known user. */
            sessions_without_user: number;
            people: {
                count: number;
                /** @description Who came last comes first, at most 10. */
                items: {
                    user: string;
                    name: string | null;
                    /**
                     * Format: date-time
                     * @example 2026-11-22T12:00:00Z
                     */
                    last_seen_at: string;
                }[];
            };
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            last_seen_at: string;
            warnings: components["schemas"]["EntryWarning"][];
        };
        PatchedEntry: {
            id: string;
            /** @description As it was written. */
            value: string;
            /** @description What it covers; `first` and `last` instead where that is no CIDR. */
            cidr?: string;
            first?: string;
            last?: string;
            family: 4 | 6;
            label: string | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * @description Whether it admits visitors now.
             * @enum {string}
             */
            state: "live" | "off" | "expired";
            /** @description Ids of live entries that cover all of this one, the narrowest first, at most 10: it makes no difference. Left out when there is none. */
            covered_by?: string[];
            /**
             * Format: date-time
             * @description The last day (UTC) on which the account's list admitted an address that this entry covers, as the time of the first such visit of that day. Every live entry that covers the address counts. Null: not since use is recorded. It is written within minutes after the visit, and is no change of the list.
             * @example 2026-11-22T12:00:00Z
             */
            last_used_at: string | null;
            /** @description On how many of the last 30 days (UTC), today included, there were such visits: however many visits a day has, it counts as one. Visits to public paths, and to the API while it is not restricted, need no entry and do not count; calls of this API and of the console do. */
            visits_30d: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
            warnings: components["schemas"]["EntryWarning"][];
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            provisional: components["schemas"]["Provisional"];
        };
        EntryPatch: {
            /**
             * @description A single address, CIDR, first–last range or IPv4 wildcard; IPv4 or IPv6.
             * @example 203.0.113.7
             * @example 49.37.165.0/24
             * @example 203.0.113.10-203.0.113.20
             * @example 203.0.113.*
             * @example 2001:db8::/48
             */
            value?: string;
            label?: string | null;
            /** @description A disabled entry is kept and matches nothing. */
            enabled?: boolean;
            /**
             * Format: date-time
             * @description From this second on the entry matches nothing; null: it never expires.
             * @example 2027-12-31T23:59:59Z
             */
            expires_at?: string | null;
        };
        RemovedEntry: {
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            /** @description `still_allowed`: a wider entry admits the same addresses. `access_ends_at`: the caller loses access later on. Left out when there is none. */
            warnings?: components["schemas"]["EntryWarning"][];
        };
        ReadList: {
            /** @description The entries that were found, as POST and PUT allowlist and preview take them: `{"items": […]}`. Each range once. */
            items: components["schemas"]["ProposedItem"][];
            /** @description Where each of them stands, in the same order. */
            sources: {
                /** @description Line of the text, from 1. */
                line?: number;
                /** @description JSON pointer into the text, where it is JSON. */
                pointer?: string;
            }[];
            item_count: number;
            /** @description What looks like an entry and is not proposed, and why: the first 1000. */
            left_out: {
                /** @description Line of the text, from 1. */
                line?: number;
                /** @description JSON pointer into the text, where it is JSON. */
                pointer?: string;
                text: string;
                code: string;
                detail: string;
                fix?: string;
            }[];
            left_out_count: number;
            /** @description The text has more than 250,000 entries, or than 300000 texts that look like one: the rest was not read. */
            truncated: boolean;
            /** @description The first 100. */
            warnings: components["schemas"]["ListWarning"][];
            warning_count: number;
        };
        ProposedItem: {
            value: string;
            label?: string;
            enabled?: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at?: string | null;
        };
        /**
         * @description Any text as people have it: mail with bullets, spreadsheet cells, `;` lists, netmasks, JSON of AWS, GitHub, Google, Cloudflare, Oracle or Fastly, rules of firewalls and web servers.
         * @example Hi, please let in:
         *     • 203.0.113.7 (Ann's home)
         *     • 198.51.100.0 255.255.255.0 – Berlin office
         */
        AnyText: string;
        CheckResult: {
            /**
             * @description As if the list were enforced.
             * @enum {string}
             */
            decision: "allow" | "deny";
            reason: string;
            /** @enum {string} */
            surface: "dashboard" | "api" | "public";
            /** @enum {string} */
            mode: "off" | "monitor" | "enforce";
            /** @description Whether such a visit is turned away as the account is now. */
            blocked_now: boolean;
            revision: number;
            /** @description Every entry that covers the address, also disabled and expired ones. */
            matches: components["schemas"]["Entry"][];
        };
        CheckRequest: {
            /** @example 49.37.9.9 */
            address: string;
            /**
             * @description With or without a query, which plays no part.
             * @default /
             * @example /dashboard
             */
            path?: string;
            /** @description For the record: the decision ignores it. */
            method?: string;
            /**
             * @description Matters where a whole host is an API host.
             * @example app.example.com
             */
            host?: string;
        };
        Preview: {
            /** @description What was judged; the ETag too. Save with it as If-Match. */
            revision: number;
            /**
             * @description As it would be, like all below.
             * @enum {string}
             */
            mode: "off" | "monitor" | "enforce";
            block_api_requests: boolean;
            /**
             * @description Not judged here: where a seal was made is known to its browser alone.
             * @enum {string}
             */
            bind_network: "off" | "network" | "address";
            allowlist: {
                total: number;
                added: {
                    count: number;
                    /** @description The first 100, in canonical form. */
                    items: string[];
                };
                removed: {
                    count: number;
                    /** @description The first 100, in canonical form. */
                    items: string[];
                };
                /** @description Entries that would stay with another label, state or expiry. */
                updated: number;
                /** @description The first 100 of those: `entry` in canonical form. */
                changed: {
                    entry: string;
                    before: components["schemas"]["PreviewedEntry"];
                    after: components["schemas"]["PreviewedEntry"];
                }[];
                warning_count: number;
                /** @description The first 100. */
                warnings: {
                    line?: number;
                    pointer?: string;
                    value: string;
                    code: string;
                    detail: string;
                    fix?: string;
                    /** @description Of `still_allowed`: the entry that admits the same addresses. Of `access_ends_at`: the one that ends last. Without `id` it is new. */
                    entry?: {
                        id?: string;
                        value: string;
                        label: string | null;
                    };
                    /** @description Of `access_ends_at`: the address that loses access to the dashboard. */
                    your_address?: string;
                    /**
                     * Format: date-time
                     * @description Of `access_ends_at`: from then on the address is turned away, unless an entry gets a later end.
                     * @example 2026-11-22T12:00:00Z
                     */
                    access_ends_at?: string;
                }[];
            };
            /**
             * @description What saving it would be refused for; `lockout_risk` can be acknowledged.
             * @enum {string|null}
             */
            refusal: "provisional_open" | "empty_allowlist" | "lockout_risk" | null;
            /**
             * Format: date-time
             * @description Of `lockout_risk`: from when on the address would be turned away, at once or within 24 hours.
             * @example 2026-11-22T12:00:00Z
             */
            locked_out_at: string | null;
            /** @description Where this call comes from, and `as_address`: what would become of a visit to the dashboard. */
            addresses: components["schemas"]["PreviewedAddress"][];
            sessions: {
                /** @description Active sessions that were seen in the last 30 days. */
                considered: number;
                turned_away: {
                    count: number;
                    /** @description The newest 100. */
                    items: components["schemas"]["PreviewedSession"][];
                };
                let_in: {
                    count: number;
                    /** @description The newest 100. */
                    items: components["schemas"]["PreviewedSession"][];
                };
            };
            denials: {
                /** @description Addresses, surfaces and devices that were turned away in the last 30 days, each counted once. */
                considered: number;
                /** @description Visits of floods. Their addresses are not kept, so they are not judged. */
                without_address: number;
                turned_away: {
                    count: number;
                    /** @description The newest 100. */
                    items: components["schemas"]["Denial"][];
                };
                let_in: {
                    count: number;
                    /** @description The newest 100. */
                    items: components["schemas"]["Denial"][];
                };
            };
            api_sessions: {
                /** @description Mobile apps and integrations: sessions without a session cookie. */
                considered: number;
                /** @description Those from addresses that would not be on the list: what `block_api_requests` hits. */
                untrusted: number;
            };
        };
        PreviewedEntry: {
            label: string | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
        };
        PreviewedAddress: {
            address: string;
            /** @enum {string} */
            is: "caller" | "as_address";
            blocked_now: boolean;
            blocked_after: boolean;
            /** @enum {string} */
            change: "turned_away" | "let_in" | "none";
            /** @description Of the decision afterwards, as if enforced. */
            reason: string;
            /**
             * Format: date-time
             * @description From when on it would be turned away, if nothing else is changed: at once, or when `ends_with` ends. null: never.
             * @example 2026-11-22T12:00:00Z
             */
            access_ends_at: string | null;
            /** @description Of the entries that cover it the last to end. Without `id` it is new. */
            ends_with: {
                id?: string;
                value: string;
                label: string | null;
            } | null;
        };
        PreviewedSession: {
            id: string;
            user: string | null;
            name: string | null;
            /** @enum {string} */
            kind: "web" | "api";
            address: string;
            device: {
                label: string;
                type: string;
            };
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            last_seen_at: string;
        };
        Denial: {
            id: string;
            /**
             * Format: date
             * @description In UTC. Each day counts anew.
             * @example 2026-11-22
             */
            day: string;
            /** @description null: many addresses that came in a flood, and are counted together. */
            address: string | null;
            /** @enum {string} */
            surface: "dashboard" | "api";
            /** @description null: several devices, counted together. */
            device: {
                label: string;
                type: string;
            } | null;
            region: {
                country: string | null;
                region: string | null;
                city: string | null;
            };
            /**
             * @description `would_be_blocked`: the list was only monitored, and the visit went on.
             * @enum {string}
             */
            outcome: "blocked" | "would_be_blocked";
            /**
             * @description Of the last visit, like the region.
             * @example address_not_listed
             */
            reason: string;
            count: number;
            /**
             * @description Beginnings of the references that the newest of these visits were shown, the newest first; at most 20.
             * @example [
             *       "9f86d081-884c"
             *     ]
             */
            references: string[];
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            first_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            last_at: string;
        };
        /** @description A change as PATCH policy and PUT allowlist would take it. What is left out stays as it is. */
        PreviewRequest: {
            policy?: components["schemas"]["PolicyPatch"];
            allowlist?: components["schemas"]["EntriesText"] | components["schemas"]["EntryItems"];
            /** @description The revision that would be restored; then nothing else is given. */
            revision?: number;
            /** @description A revision that would be undone; then nothing else is given. */
            undo?: number;
        };
        Revision: {
            revision: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            at: string;
            /**
             * @description As in the audit trail; null: it was made before revisions were recorded.
             * @example operator
             */
            actor: string | null;
            actor_name: string | null;
            /**
             * @description As in the audit trail.
             * @example allowlist.replaced
             */
            action: string;
            /**
             * @description What was done, in English, for people.
             * @example Ann added 203.0.113.7 (Office) and 3 more
             */
            summary: string;
            /** @description Entries, by id. Null: it is the oldest revision; its state is kept, not what it changed. */
            counts: {
                added: number;
                removed: number;
                changed: number;
            } | null;
            policy_changed: boolean;
        };
        RevisionDifference: {
            revision: number;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            at: string;
            /**
             * @description As in the audit trail; null: it was made before revisions were recorded.
             * @example operator
             */
            actor: string | null;
            actor_name: string | null;
            /**
             * @description As in the audit trail.
             * @example allowlist.replaced
             */
            action: string;
            /**
             * @description What was done, in English, for people.
             * @example Ann added 203.0.113.7 (Office) and 3 more
             */
            summary: string;
            /** @description Entries, by id. Null: it is the oldest revision; its state is kept, not what it changed. */
            counts: {
                added: number;
                removed: number;
                changed: number;
            } | null;
            policy_changed: boolean;
            /** @description Null: the policy stayed as it was. */
            policy: {
                before: {
                    /**
                     * @description `off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away.
                     * @enum {string}
                     */
                    mode: "off" | "monitor" | "enforce";
                    block_api_requests: boolean;
                    session: {
                        idle_days: number;
                        /** @description For sessions that passed a second factor. */
                        idle_days_2fa: number;
                        absolute_days: number;
                        /** @description For sessions of kind `api`; null: they never grow idle. */
                        api_idle_days: number | null;
                        /**
                         * @description From where a session cookie is accepted: `off` from everywhere; `network` only from the network in which its seal was made (the /24 of an IPv4, the /48 of an IPv6 address); `address` only from that very address. The other family counts as elsewhere. Elsewhere the cookie is taken off the request, and the product shows its login page. Holds for sealed cookies.
                         * @enum {string}
                         */
                        bind_network: "off" | "network" | "address";
                    };
                    /** @description Whether the refusal page has a form by which a refused visitor asks for access, with a name and a reason. Not on hosts that accounts share. */
                    access_requests: boolean;
                    contact: string | null;
                };
                after: {
                    /**
                     * @description `off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away.
                     * @enum {string}
                     */
                    mode: "off" | "monitor" | "enforce";
                    block_api_requests: boolean;
                    session: {
                        idle_days: number;
                        /** @description For sessions that passed a second factor. */
                        idle_days_2fa: number;
                        absolute_days: number;
                        /** @description For sessions of kind `api`; null: they never grow idle. */
                        api_idle_days: number | null;
                        /**
                         * @description From where a session cookie is accepted: `off` from everywhere; `network` only from the network in which its seal was made (the /24 of an IPv4, the /48 of an IPv6 address); `address` only from that very address. The other family counts as elsewhere. Elsewhere the cookie is taken off the request, and the product shows its login page. Holds for sealed cookies.
                         * @enum {string}
                         */
                        bind_network: "off" | "network" | "address";
                    };
                    /** @description Whether the refusal page has a form by which a refused visitor asks for access, with a name and a reason. Not on hosts that accounts share. */
                    access_requests: boolean;
                    contact: string | null;
                };
            } | null;
            added: components["schemas"]["PastEntry"][];
            removed: components["schemas"]["PastEntry"][];
            /** @description An entry keeps its id, whatever changes of it. */
            changed: {
                before: components["schemas"]["PastEntry"];
                after: components["schemas"]["PastEntry"];
            }[];
            /** @description Give it as `cursor` for the next entries; null: these are the last. `counts` is of all. */
            next_cursor: string | null;
        };
        PastEntry: {
            id: string;
            /** @description As it was written. */
            value: string;
            /** @description What it covers; `first` and `last` instead where that is no CIDR. */
            cidr?: string;
            first?: string;
            last?: string;
            family: 4 | 6;
            label: string | null;
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            updated_at: string;
        };
        SteppedBack: {
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
            /** @description Entries of the account now. */
            total: number;
            added: number;
            removed: number;
            /** @description Entries that stayed with another label, state or expiry. */
            updated: number;
            /** @description The first 100. */
            warnings: components["schemas"]["ListWarning"][];
            warning_count: number;
            policy_changed: boolean;
        };
        AllowDenial: {
            label?: string | null;
            /**
             * @description For how long from now: a number of minutes, hours, days or weeks, at most 400 days.
             * @example 1d
             * @example 8h
             */
            for?: string;
            /**
             * Format: date-time
             * @description From this second on the entry matches nothing. Without it and `for`: it never expires.
             * @example 2027-12-31T23:59:59Z
             */
            expires_at?: string | null;
            /**
             * @description The network of this prefix length instead of the address: 24 to 32 for IPv4, 48 to 128 for IPv6, where a household or office has at least a /64.
             * @example 64
             */
            prefix?: number;
        };
        AccessRequest: {
            id: string;
            /**
             * @description `expired`: no one decided within a week.
             * @enum {string}
             */
            state: "open" | "approved" | "declined" | "expired";
            address: string;
            /** @description As the visitor wrote it, without a proof: anyone can write any name. */
            name: string;
            /** @description The same; empty: none was given. */
            reason: string;
            device: {
                label: string;
                type: string;
            };
            region: {
                country: string | null;
                region: string | null;
                city: string | null;
            };
            hostname: string;
            /** @description Of the refusal page that the form was on. */
            reference: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            decided_at: string | null;
            decided_by: string | null;
            /** @description The entry by which the visitor was let in; it may have been removed since. */
            entry_id: string | null;
        };
        ApprovedAccessRequest: {
            id: string;
            /**
             * @description `expired`: no one decided within a week.
             * @enum {string}
             */
            state: "open" | "approved" | "declined" | "expired";
            address: string;
            /** @description As the visitor wrote it, without a proof: anyone can write any name. */
            name: string;
            /** @description The same; empty: none was given. */
            reason: string;
            device: {
                label: string;
                type: string;
            };
            region: {
                country: string | null;
                region: string | null;
                city: string | null;
            };
            hostname: string;
            /** @description Of the refusal page that the form was on. */
            reference: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            decided_at: string | null;
            decided_by: string | null;
            /** @description The entry by which the visitor was let in; it may have been removed since. */
            entry_id: string | null;
            entry: components["schemas"]["Entry"];
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
        };
        ApproveAccessRequest: {
            label?: string | null;
            /**
             * @description For how long from now: a number of minutes, hours, days or weeks, at most 400 days.
             * @example 1d
             * @example 8h
             */
            for?: string;
            /**
             * Format: date-time
             * @description From this second on the entry matches nothing. Without it and `for`: it never expires.
             * @example 2027-12-31T23:59:59Z
             */
            expires_at?: string | null;
            /**
             * @description The network of this prefix length instead of the address: 24 to 32 for IPv4, 48 to 128 for IPv6, where a household or office has at least a /64.
             * @example 64
             */
            prefix?: number;
        };
        ConsoleLink: {
            /**
             * Format: uri
             * @description For a redirect, at once. It is shown here alone; whoever has it can use it, once.
             * @example https://app.acme.example/.gatehouse/enter/8JxqQ0c1hVY2zK5rT7uW9aBcDeFgHiJkLmNoPqRsTuV
             */
            url: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string;
        };
        NewConsoleLink: {
            /**
             * @description Who comes in by it. For people; the audit trail shows it.
             * @example Ann Lee
             */
            actor_name: string;
            /**
             * @description The product's id of that person, as its signals give it.
             * @example 42
             */
            user?: string | null;
            /**
             * @description `Gatehouse-Session` of that person's request: marks "this device". It must be live, and the console login ends with it.
             * @example ses_1
             */
            session?: string | null;
        };
        ConsoleLogin: {
            /** @example con_1 */
            id: string;
            /** @description Who came in: the person, or the name of the account token. */
            actor_name: string;
            /** @description The product's id of that person; null: it did not say. */
            user: string | null;
            /** @description The product session that the person came from. The login is over when that is; null: there is none. */
            session: string | null;
            /**
             * @description A console link, an account token, or the operator's.
             * @enum {string}
             */
            opened_with: "link" | "token" | "operator";
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Exact to a minute.
             * @example 2026-11-22T12:00:00Z
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description At the latest: 30 minutes without a visit end it sooner.
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string;
        };
        EndedConsoleLogin: {
            /** @description How many logins this call ended: 1 or 0. */
            ended: number;
        };
        Session: {
            id: string;
            /** @description The product's id of the user; null: the product does not say. */
            user: string | null;
            name: string | null;
            /**
             * @description `web`: with a session cookie; `api`: with a token alone.
             * @enum {string}
             */
            kind: "web" | "api";
            /** @description Where it was last seen. */
            address: string;
            first_address: string;
            device: {
                label: string;
                browser: string | null;
                os: string | null;
                type: string;
            };
            region: {
                country: string | null;
                region: string | null;
                city: string | null;
            };
            two_factor: boolean | null;
            /**
             * Format: date-time
             * @description When it was first seen to be logged in.
             * @example 2026-11-22T12:00:00Z
             */
            logged_in_at: string;
            /**
             * Format: date-time
             * @description Exact to five minutes.
             * @example 2026-11-22T12:00:00Z
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description If it is not seen again; null: no limit applies.
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            ended_at: string | null;
            /** @enum {string|null} */
            end_reason: "logout" | "revoked" | "password_changed" | "signal_invalid" | "idle" | "absolute" | "replaced" | "switch_denied" | "value_reissued" | "ended_before_restore" | null;
            /** @description This user was seen with this kind of device, or in this country, for the first time. */
            new_device: boolean;
            /** @description This very request came with the cookie of this session. */
            current: boolean;
        };
        Ended: {
            /** @description How many sessions this call ended. */
            ended: number;
        };
        /**
         * @example {
         *       "user": "42"
         *     }
         * @example {
         *       "all": true,
         *       "except": [
         *         "ses_1"
         *       ]
         *     }
         */
        Revocation: {
            user: string;
            /**
             * @description Ids of sessions that stay. Each must be one of the account: otherwise nothing is ended, and the answer is 422 with an error for each id that is not. The id of a session that has ended (also as `replaced`) is accepted and spares nothing.
             * @default []
             */
            except?: string[];
        } | {
            /** @enum {boolean} */
            all: true;
            /**
             * @description Ids of sessions that stay. Each must be one of the account: otherwise nothing is ended, and the answer is 422 with an error for each id that is not. The id of a session that has ended (also as `replaced`) is accepted and spares nothing.
             * @default []
             */
            except?: string[];
        };
        Binding: {
            /**
             * @description BIND_SESSIONS of this deployment.
             * @enum {string}
             */
            mode: "off" | "enroll" | "strict";
            /** @description Today (UTC) and the days before it that are counted. */
            days: number;
            /** @description One for each cookie and host, the largest share without a seal first; at most 1000. */
            items: components["schemas"]["BindingItem"][];
            /** @description True when seven days are counted, at least 200 visits came with a seal in them, and no item is above the limit: strict logs out hardly anybody. False while that is not known, in every mode; `warnings` says what is missing. */
            strict_is_safe: boolean;
            /** @description Of the whole; what concerns one cookie stands in its item. */
            warnings: components["schemas"]["BindingWarning"][];
        };
        BindingItem: {
            hostname: string;
            /** @description Of the cookie, as SESSION_COOKIES spells it. */
            name: string;
            /** @description Came with its seal. */
            sealed: number;
            /** @description Came without one, and passed. */
            unsealed: number;
            /** @description Came without one although it had one before, passed or taken off: a program copies this cookie alone, or a jar lost the seal at a logout. */
            unsealed_after_sealed: number;
            /** @description Came without one, and was taken off. */
            removed: number;
            /** @description From 0 to 1: `unsealed` and `unsealed_after_sealed` of these two and `sealed`; null: none of them came. */
            unsealed_share: number | null;
            /** @description `unsealed`: its share is above 0.005. `removed`: the same of `removed`, in mode `strict`. */
            warning: {
                /** @enum {string} */
                code: "seals_off" | "no_visits" | "too_early" | "few_visits" | "unsealed" | "removed";
                detail: string;
                fix: string;
            } | null;
        };
        BindingWarning: {
            /** @enum {string} */
            code: "seals_off" | "no_visits" | "too_early" | "few_visits" | "unsealed" | "removed";
            detail: string;
            fix: string;
        };
        HostBinding: {
            /**
             * @description BIND_SESSIONS of this deployment.
             * @enum {string}
             */
            mode: "off" | "enroll" | "strict";
            /** @description Today (UTC) and the days before it that are counted. */
            days: number;
            /** @description One for each cookie and host, the largest share without a seal first; at most 1000. */
            items: components["schemas"]["HostBindingItem"][];
            /** @description True when seven days are counted, at least 200 visits came with a seal in them, and no item is above the limit: strict logs out hardly anybody. False while that is not known, in every mode; `warnings` says what is missing. */
            strict_is_safe: boolean;
            /** @description Of the whole; what concerns one cookie stands in its item. */
            warnings: components["schemas"]["BindingWarning"][];
        };
        HostBindingItem: {
            hostname: string;
            /** @description Of the cookie, as SESSION_COOKIES spells it. */
            name: string;
            /** @description Came with its seal. */
            sealed: number;
            /** @description Came without one, and passed. */
            unsealed: number;
            /** @description Came without one although it had one before, passed or taken off: a program copies this cookie alone, or a jar lost the seal at a logout. */
            unsealed_after_sealed: number;
            /** @description Came without one, and was taken off. */
            removed: number;
            /** @description From 0 to 1: `unsealed` and `unsealed_after_sealed` of these two and `sealed`; null: none of them came. */
            unsealed_share: number | null;
            /** @description `unsealed`: its share is above 0.005. `removed`: the same of `removed`, in mode `strict`. */
            warning: {
                /** @enum {string} */
                code: "seals_off" | "no_visits" | "too_early" | "few_visits" | "unsealed" | "removed";
                detail: string;
                fix: string;
            } | null;
            /** @description Null: accounts share the host. */
            account: string | null;
        };
        Token: {
            id: string;
            name: string;
            scopes: string[];
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @description Exact to ten minutes; null: never used.
             * @example 2026-11-22T12:00:00Z
             */
            last_used_at: string | null;
        };
        CreatedToken: {
            id: string;
            name: string;
            scopes: string[];
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @description Exact to ten minutes; null: never used.
             * @example 2026-11-22T12:00:00Z
             */
            last_used_at: string | null;
            /** @description The token itself. Keep it now: it is not stored and never shown again. */
            token: string;
            /** @description The account's revision after the change. */
            revision: number;
            /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
            published: boolean;
        };
        NewToken: {
            /**
             * @description For people; the audit trail shows it.
             * @example CI
             */
            name: string;
            /**
             * @description What the token may do; `write` includes `read`.
             * @example [
             *       "allowlist:write"
             *     ]
             */
            scopes: ("allowlist:read" | "allowlist:write" | "sessions:read" | "sessions:write" | "audit:read" | "tokens:write" | "console:link")[];
            /**
             * Format: date-time
             * @description From this second on the token is refused; null or left out: it does not expire.
             * @example 2027-12-31T23:59:59Z
             */
            expires_at?: string | null;
        };
        AuditEvent: {
            id: string;
            /**
             * Format: date-time
             * @example 2026-11-22T12:00:00Z
             */
            at: string;
            /**
             * @description `operator`, `token:<id>`, or what else acted.
             * @example operator
             */
            actor: string;
            /** @description What people call the actor, as it was called then. */
            actor_name: string | null;
            /** @description Where the call came from; null: no call, a job. */
            address: string | null;
            /** @example allowlist.replaced */
            action: string;
            /**
             * @description What was done to the list, in English, for people; null: the event is not about entries.
             * @example Ann added 203.0.113.7 (Office) and 3 more
             */
            summary: string | null;
            /** @description Before and after, or for each list of entries that were added, removed or changed: `count`, the ranges of the `first` hundred, the first twenty as `entries` with `value` and `label` (cut at 100 characters), and a digest of all when some are left out. Bounded, whatever was changed. */
            detail: {
                [key: string]: unknown;
            };
            /** @description The account's revision that it made; null: it made none. */
            revision: number | null;
        };
    };
    responses: {
        /** @description `malformed_header`: A request header cannot be read. */
        malformed_header: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["MalformedHeaderProblem"];
            };
        };
        /** @description `unauthorized`: A valid token is needed. */
        unauthorized: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnauthorizedProblem"];
            };
        };
        /** @description `address_not_allowed`: The address is not on the account's allowlist. */
        address_not_allowed: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["AddressNotAllowedProblem"];
            };
        };
        /** @description `account_not_found`: There is no such account. */
        account_not_found: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["AccountNotFoundProblem"];
            };
        };
        /** @description `host_not_found`: There is no such host. */
        host_not_found: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["HostNotFoundProblem"];
            };
        };
        /** @description `account_exists`: The account exists already. */
        account_exists: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["AccountExistsProblem"];
            };
        };
        /** @description `concurrent_change`: Others are changing the same thing at this moment. */
        concurrent_change: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["ConcurrentChangeProblem"];
            };
        };
        /** @description `idempotency_in_progress`: A call with this key is being made. */
        idempotency_in_progress: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IdempotencyInProgressProblem"];
            };
        };
        /** @description `host_taken`: The hostname is in use. */
        host_taken: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["HostTakenProblem"];
            };
        };
        /** @description `too_many_tokens`: The account has as many tokens as it may have. */
        too_many_tokens: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["TooManyTokensProblem"];
            };
        };
        /** @description `undo_not_possible`: The change cannot be undone by itself. */
        undo_not_possible: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UndoNotPossibleProblem"];
            };
        };
        /** @description `revision_not_kept`: The revision is not kept any more. */
        revision_not_kept: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RevisionNotKeptProblem"];
            };
        };
        /** @description `revision_mismatch`: The account has changed since. */
        revision_mismatch: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RevisionMismatchProblem"];
            };
        };
        /** @description `request_too_large`: The body is too large. */
        request_too_large: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RequestTooLargeProblem"];
            };
        };
        /** @description `unsupported_media_type`: The body's media type is not accepted here. */
        unsupported_media_type: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                Accept: components["headers"]["Accept"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /** @description `idempotency_key_reused`: The key belongs to another request. */
        idempotency_key_reused: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IdempotencyKeyReusedProblem"];
            };
        };
        /** @description `invalid_request`: The request is not valid. */
        invalid_request: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InvalidRequestProblem"];
            };
        };
        /** @description `if_match_required`: If-Match is needed. */
        if_match_required: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["IfMatchRequiredProblem"];
            };
        };
        /** @description `rate_limited`: Too many attempts have failed. */
        rate_limited: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["RateLimitedProblem"];
            };
        };
        /** @description `internal_error`: Gatehouse failed. */
        internal_error: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["InternalErrorProblem"];
            };
        };
        /** @description `unavailable`: Gatehouse cannot reach its storage. */
        unavailable: {
            headers: {
                "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["UnavailableProblem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The media types that are taken here. */
        Accept: string;
        /** @description The account's revision, for `If-Match`. */
        ETag: string;
        /** @description Names this request in the operator's log. */
        "Gatehouse-Request-Id": string;
        /** @description `true`: this is the answer of an earlier call with the same `Idempotency-Key`. */
        "Idempotency-Replayed": string;
        /** @description Seconds to wait. */
        "Retry-After": string;
        /** @description RFC 6750. */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All is well. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An OpenAPI 3.1 document. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        openapi: string;
                        info: {
                            [key: string]: unknown;
                        };
                        paths: {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            403: components["responses"]["address_not_allowed"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Account"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedAccount"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            409: components["responses"]["account_exists"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            403: components["responses"]["address_not_allowed"];
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account's revision after the change. */
                        revision: number;
                        /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
                        published: boolean;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            409: components["responses"]["concurrent_change"];
            412: components["responses"]["revision_mismatch"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountPatch"];
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedAccount"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            409: components["responses"]["concurrent_change"];
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listFormerAccounts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of removed accounts. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["FormerAccount"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listHosts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of hosts. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Host"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            403: components["responses"]["address_not_allowed"];
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    putHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description Without port or wildcard; upper case, a final dot and international names are folded. */
                hostname: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedHost"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `host_taken`: The hostname is in use. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["HostTakenProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description Without port or wildcard; upper case, a final dot and international names are folded. */
                hostname: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account's revision after the change. */
                        revision: number;
                        /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
                        published: boolean;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `host_not_found`: There is no such host. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["HostNotFoundProblem"];
                };
            };
            409: components["responses"]["concurrent_change"];
            412: components["responses"]["revision_mismatch"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listSharedHosts: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of hosts. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Host"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    putSharedHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Without port or wildcard; upper case, a final dot and international names are folded. */
                hostname: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The host. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedHost"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            409: components["responses"]["host_taken"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteSharedHost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Without port or wildcard; upper case, a final dot and international names are folded. */
                hostname: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is no longer shared. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account's revision after the change. */
                        revision: number;
                        /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
                        published: boolean;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            404: components["responses"]["host_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    updatePolicy: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
                /** @description Seconds. The change holds at once, and undoes itself after them, everywhere and on the second, unless `POST …/provisional/confirm` comes before. Until then policy and list take no other change (409 `provisional_open`). */
                confirm_within?: number;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyPatch"];
            };
        };
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedPolicy"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `empty_allowlist`: Enforcing needs at least one live entry. `lockout_risk`: This change would lock you out. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["EmptyAllowlistProblem"] | components["schemas"]["LockoutRiskProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    confirmProvisional: {
        parameters: {
            query?: {
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It stays. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account's revision after the change. */
                        revision: number;
                        /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
                        published: boolean;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `provisional_not_found`: No change is provisional. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["ProvisionalNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_undone`: The change is undone already. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalUndoneProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    undoProvisional: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is undone. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account's revision after the change. */
                        revision: number;
                        /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
                        published: boolean;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `provisional_not_found`: No change is provisional. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["ProvisionalNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `lockout_risk`: This change would lock you out. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["LockoutRiskProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listEntries: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description An address: the entries that cover it. A CIDR, range or wildcard: the entries that share an address with it. Anything else: the entries that have this text in their label or value, in upper or lower case. Disabled and expired entries are found too. */
                q?: string;
                /** @description Only live entries that admitted no visit in so many days, and that are at least so old. None, as long as use is not yet recorded for so long. Use of a day on which D1 failed or an instance at the edge ended early may be missing: look at who would be turned away (`preview`) before you remove what is found. */
                unused_days?: number;
                /** @description `text` and `csv`: all entries at once, with label, state and expiry; put back, either changes nothing. `limit` and `cursor` play no part in them. */
                format?: "json" | "text" | "csv";
                /** @description With `format=text`: only the addresses, networks and ranges that are live now, in canonical form and without options and labels, as firewalls read them. */
                enabled?: "true";
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Entry"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                        provisional: components["schemas"]["Provisional"];
                    };
                    "text/plain": string;
                    "text/csv": string;
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    replaceEntries: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
                /** @description Seconds. The change holds at once, and undoes itself after them, everywhere and on the second, unless `POST …/provisional/confirm` comes before. Until then policy and list take no other change (409 `provisional_open`). */
                confirm_within?: number;
            };
            header: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match": string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryItems"];
                "text/plain": components["schemas"]["EntriesText"];
                "text/csv": components["schemas"]["EntriesCsv"];
            };
        };
        responses: {
            /** @description The difference that it made. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PutAllowlist"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `empty_allowlist`: Enforcing needs at least one live entry. `lockout_risk`: This change would lock you out. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["EmptyAllowlistProblem"] | components["schemas"]["LockoutRiskProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"];
                };
            };
            428: components["responses"]["if_match_required"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    addEntries: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryInput"] | components["schemas"]["EntryItems"];
                "text/plain": components["schemas"]["EntriesText"];
                "text/csv": components["schemas"]["EntriesCsv"];
            };
        };
        responses: {
            /** @description Many: what became of each. One that was off or expired: the entry, live again. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedEntries"] | components["schemas"]["ReactivatedEntry"];
                };
            };
            /** @description One: the entry. */
            201: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedEntry"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `already_listed`: The range is already listed. `idempotency_in_progress`: A call with this key is being made. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["AlreadyListedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. `idempotency_key_reused`: The key belongs to another request. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    suggestEntries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The suggested list. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `entry_not_found`: There is no such entry. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["EntryNotFoundProblem"];
                };
            };
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteEntry: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedEntry"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `entry_not_found`: There is no such entry. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["EntryNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `empty_allowlist`: Enforcing needs at least one live entry. `lockout_risk`: This change would lock you out. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["EmptyAllowlistProblem"] | components["schemas"]["LockoutRiskProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    updateEntry: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
                /** @description Seconds. The change holds at once, and undoes itself after them, everywhere and on the second, unless `POST …/provisional/confirm` comes before. Until then policy and list take no other change (409 `provisional_open`). */
                confirm_within?: number;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The entry's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryPatch"];
            };
        };
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PatchedEntry"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `entry_not_found`: There is no such entry. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["EntryNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `already_listed`: The range is already listed. `empty_allowlist`: Enforcing needs at least one live entry. `lockout_risk`: This change would lock you out. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["AlreadyListedProblem"] | components["schemas"]["EmptyAllowlistProblem"] | components["schemas"]["LockoutRiskProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    readList: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/plain": components["schemas"]["AnyText"];
                "text/csv": components["schemas"]["AnyText"];
                "text/html": components["schemas"]["AnyText"];
                "application/json": unknown;
            };
        };
        responses: {
            /** @description What was found. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadList"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckRequest"];
            };
        };
        responses: {
            /** @description The decision. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckResult"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    preview: {
        parameters: {
            query?: {
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description What would change. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `revision_not_found`: There is no such revision. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["RevisionNotFoundProblem"];
                };
            };
            409: components["responses"]["undo_not_possible"];
            410: components["responses"]["revision_not_kept"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"];
                };
            };
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listRevisions: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revisions. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Revision"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getRevision: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The revision's number. */
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The difference. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionDifference"];
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `revision_not_found`: There is no such revision. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["RevisionNotFoundProblem"];
                };
            };
            410: components["responses"]["revision_not_kept"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listEntriesAt: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description `text` and `csv`: all entries at once, with label, state and expiry. */
                format?: "json" | "text" | "csv";
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The revision's number. */
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["PastEntry"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                    "text/plain": string;
                    "text/csv": string;
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `revision_not_found`: There is no such revision. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["RevisionNotFoundProblem"];
                };
            };
            410: components["responses"]["revision_not_kept"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    restoreRevision: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The revision's number. */
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it changed. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SteppedBack"];
                };
            };
            400: components["responses"]["malformed_header"];
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `revision_not_found`: There is no such revision. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["RevisionNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `empty_allowlist`: Enforcing needs at least one live entry. `lockout_risk`: This change would lock you out. `idempotency_in_progress`: A call with this key is being made. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["EmptyAllowlistProblem"] | components["schemas"]["LockoutRiskProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            410: components["responses"]["revision_not_kept"];
            412: components["responses"]["revision_mismatch"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. `idempotency_key_reused`: The key belongs to another request. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    undoRevision: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The revision's number. */
                revision: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it changed. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SteppedBack"];
                };
            };
            400: components["responses"]["malformed_header"];
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `revision_not_found`: There is no such revision. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["RevisionNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `empty_allowlist`: Enforcing needs at least one live entry. `lockout_risk`: This change would lock you out. `idempotency_in_progress`: A call with this key is being made. `undo_not_possible`: The change cannot be undone by itself. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["EmptyAllowlistProblem"] | components["schemas"]["LockoutRiskProblem"] | components["schemas"]["IdempotencyInProgressProblem"] | components["schemas"]["UndoNotPossibleProblem"];
                };
            };
            410: components["responses"]["revision_not_kept"];
            412: components["responses"]["revision_mismatch"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. `idempotency_key_reused`: The key belongs to another request. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listDenials: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Visits from this address alone. */
                address?: string;
                /** @description An address or a network in any form that an entry may have; the reference of a refusal page, or its beginning from 8 characters on; or a part of a device's name. Finds the addresses that were counted together in a flood too, each as an item of its own. */
                q?: string;
                /** @description Only those on this surface. */
                surface?: "dashboard" | "api";
                /** @description Seen then or later. */
                since?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of turned-away visits. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Denial"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    allowDenial: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The denial's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AllowDenial"];
            };
        };
        responses: {
            /** @description The entry that there was, enabled and with the new expiry. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedEntry"];
                };
            };
            /** @description The new entry. */
            201: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedEntry"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `denial_not_found`: There is no such denial. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["DenialNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `denial_without_address`: The denial has no address. `already_listed`: The range is already listed. `idempotency_in_progress`: A call with this key is being made. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["DenialWithoutAddressProblem"] | components["schemas"]["AlreadyListedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. `idempotency_key_reused`: The key belongs to another request. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listAccessRequests: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Only those in this state. */
                state?: "open" | "approved" | "declined" | "expired";
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of requests. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AccessRequest"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    approveAccessRequest: {
        parameters: {
            query?: {
                /** @description `true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it. */
                acknowledge_lockout?: "true" | "false";
                /** @description The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both. */
                as_address?: string;
            };
            header?: {
                /** @description ETags of the revision that the change is meant for, or `*`. Weak tags count too. */
                "If-Match"?: string;
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The request's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveAccessRequest"];
            };
        };
        responses: {
            /** @description The request, and the entry. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    ETag: components["headers"]["ETag"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovedAccessRequest"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `access_request_not_found`: There is no such access request. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["AccessRequestNotFoundProblem"];
                };
            };
            /** @description `concurrent_change`: Others are changing the same thing at this moment. `provisional_open`: A provisional change is open. `access_request_settled`: The access request is not open. `already_listed`: The range is already listed. `idempotency_in_progress`: A call with this key is being made. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ConcurrentChangeProblem"] | components["schemas"]["ProvisionalOpenProblem"] | components["schemas"]["AccessRequestSettledProblem"] | components["schemas"]["AlreadyListedProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            412: components["responses"]["revision_mismatch"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            /** @description `invalid_request`: The request is not valid. `too_many_entries`: The allowlist would be too long. `idempotency_key_reused`: The key belongs to another request. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["TooManyEntriesProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    declineAccessRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The request's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            400: components["responses"]["malformed_header"];
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `access_request_not_found`: There is no such access request. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["AccessRequestNotFoundProblem"];
                };
            };
            /** @description `access_request_settled`: The access request is not open. `idempotency_in_progress`: A call with this key is being made. */
            409: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccessRequestSettledProblem"] | components["schemas"]["IdempotencyInProgressProblem"];
                };
            };
            422: components["responses"]["idempotency_key_reused"];
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    createConsoleLink: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConsoleLink"];
            };
        };
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleLink"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listConsoleLogins: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of logins. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ConsoleLogin"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    endConsoleLogin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The login's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedConsoleLogin"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `console_login_not_found`: There is no such console login. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["ConsoleLoginNotFoundProblem"];
                };
            };
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Absent: both. */
                state?: "active" | "ended";
                /** @description The product's id of the user. */
                user?: string;
                /** @description Where it was last seen. */
                address?: string;
                /** @description Part of user, name, address or device. */
                q?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The session's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is logged out. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `session_not_found`: There is no such session. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["SessionNotFoundProblem"];
                };
            };
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    revokeSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Revocation"];
            };
        };
        responses: {
            /** @description They are logged out. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "Idempotency-Replayed": components["headers"]["Idempotency-Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            409: components["responses"]["idempotency_in_progress"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            /** @description `invalid_request`: The request is not valid. `idempotency_key_reused`: The key belongs to another request. */
            422: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidRequestProblem"] | components["schemas"]["IdempotencyKeyReusedProblem"];
                };
            };
            /** @description `idempotency_limit_reached`: No further answers can be kept. `rate_limited`: Too many attempts have failed. */
            429: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyLimitReachedProblem"] | components["schemas"]["RateLimitedProblem"];
                };
            };
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getBinding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts of the account's hosts. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Binding"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    getHostBinding: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts of all hosts. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HostBinding"];
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Token"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description The token. */
            201: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            /** @description `malformed_json`: The body is not JSON. `malformed_text`: The body is not UTF-8 text. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MalformedJsonProblem"] | components["schemas"]["MalformedTextProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `exceeds_own_rights`: A token gives no more than it has. `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExceedsOwnRightsProblem"] | components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            409: components["responses"]["too_many_tokens"];
            413: components["responses"]["request_too_large"];
            415: components["responses"]["unsupported_media_type"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    deleteToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
                /** @description The token's id. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The account's revision after the change. */
                        revision: number;
                        /** @description Whether the edge's copy was written. The change is saved either way; when false, it is tried again within minutes. */
                        published: boolean;
                    };
                };
            };
            /** @description `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            /** @description `account_not_found`: There is no such account. `token_not_found`: There is no such token. */
            404: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AccountNotFoundProblem"] | components["schemas"]["TokenNotFoundProblem"];
                };
            };
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Events of exactly this actor. */
                actor?: string;
                /** @description Events of exactly this action. */
                action?: string;
                /** @description Events from this time on. */
                since?: string;
                /** @description Events before this time. */
                until?: string;
                /** @description `jsonl`: all that the filters let through at once, one event a line; `limit` and `cursor` play no part. */
                format?: "json" | "jsonl";
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEvent"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                    "application/jsonl": string;
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `missing_scope`: The token lacks the scope for this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["MissingScopeProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listFormerAuditEvents: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Events of exactly this actor. */
                actor?: string;
                /** @description Events of exactly this action. */
                action?: string;
                /** @description Events from this time on. */
                since?: string;
                /** @description Events before this time. */
                until?: string;
                /** @description `jsonl`: all that the filters let through at once, one event a line; `limit` and `cursor` play no part. */
                format?: "json" | "jsonl";
            };
            header?: never;
            path: {
                /** @description The account's id. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEvent"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                    "application/jsonl": string;
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            404: components["responses"]["account_not_found"];
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
    listOperatorAuditEvents: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Events of exactly this actor. */
                actor?: string;
                /** @description Events of exactly this action. */
                action?: string;
                /** @description Events from this time on. */
                since?: string;
                /** @description Events before this time. */
                until?: string;
                /** @description `jsonl`: all that the filters let through at once, one event a line; `limit` and `cursor` play no part. */
                format?: "json" | "jsonl";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events. */
            200: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEvent"][];
                        /** @description Give it as `cursor` for the next page; null: this is the last. */
                        next_cursor: string | null;
                    };
                    "application/jsonl": string;
                };
            };
            /** @description `invalid_cursor`: The cursor does not belong to this list. `idempotency_not_supported`: No Idempotency-Key is taken here. `malformed_header`: A request header cannot be read. */
            400: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["InvalidCursorProblem"] | components["schemas"]["IdempotencyNotSupportedProblem"] | components["schemas"]["MalformedHeaderProblem"];
                };
            };
            401: components["responses"]["unauthorized"];
            /** @description `address_not_allowed`: The address is not on the account's allowlist. `operator_only`: Only the operator may do this. */
            403: {
                headers: {
                    "Gatehouse-Request-Id": components["headers"]["Gatehouse-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddressNotAllowedProblem"] | components["schemas"]["OperatorOnlyProblem"];
                };
            };
            422: components["responses"]["invalid_request"];
            429: components["responses"]["rate_limited"];
            500: components["responses"]["internal_error"];
            503: components["responses"]["unavailable"];
        };
    };
}
