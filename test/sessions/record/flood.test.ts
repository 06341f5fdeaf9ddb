import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { compilePathList } from "../../../src/policy/path-list.ts";
import { partiesOf, subjectOf } from "../../../src/sessions/credentials/credential.ts";
import { createCredentialProfile } from "../../../src/sessions/credentials/credential-profile.ts";
import { createSessionGate } from "../../../src/sessions/session-gate.ts";
import { createEndedLog } from "../../../src/storage/ended/ended-log.ts";
import { createEndedStore } from "../../../src/storage/ended/ended-store.ts";
import { createCredentialKeys } from "../../../src/storage/sessions/credential-keys.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { NOW, neverLate, random, sha256 } from "../../support/storage.ts";

test("100,000 random cookies and tokens make no row, and cost the queries of a cold isolate together (row 16)", async () => {
  const counting = countingD1(env.DB);
  const names = {
    sessionCookies: { names: ["crm_session"], exceptions: [], unbound: [] },
    tokenHeaders: ["authorization"],
  };
  const scope = { hostname: "app.example.com", account: "acme" };
  const paths = compilePathList(["/dashboard", "/api/"]);
  const gate = createSessionGate({
    profile: {
      authenticatedPaths: paths,
      loginPaths: compilePathList([]),
      logoutPaths: compilePathList([]),
      credentialKeys: [{ id: null, secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }],
      sealMaxAgeMs: 168 * 3_600_000,
      enrolledUntil: null,
      passSeals: false,
      staleSessionsMaxSeconds: 900,
    },
    // What is judged by hash costs most: in `strict` a random cookie goes without any.
    bindSessions: "off",
    credentials: createCredentialProfile(names),
    sessions: createSessions(counting.db, random),
    endedLog: createEndedLog(counting.db),
    endedStore: createEndedStore({ kv: env.LISTS, limitMs: 1_000, sleep: neverLate, sha256 }),
    credentialKeys: createCredentialKeys(counting.db),
    random,
    now: () => NOW,
    sleep: neverLate,
    log: () => {},
  });
  const background: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>): void => void background.push(work);
  const refusals = [
    { pathname: "/dashboard", status: 302 },
    { pathname: "/api/v4/leads", status: 401 },
  ];

  for (let i = 0; i < 50_000; i++) {
    for (const { pathname, status } of refusals) {
      const headers = new Headers(
        status === 401
          ? { Authorization: `Bearer random-token-${i}` }
          : { Cookie: `a=1; crm_session=random-cookie-${i}` },
      );
      const cleared = await gate.clearCredentials({
        headers,
        scope,
        passesUnknown: false,
        isLoginStep: false,
        requestId: "r",
        nowMs: NOW,
        waitUntil,
      });
      const live = cleared.kind === "cleared" ? cleared.clearance.live : [];
      if (live.length !== 1) throw new Error(`not live: ${i}`);
      const conclusion = await gate.conclude(new Response(null, { status }), {
        signal: null,
        account: "acme",
        who: null,
        sent: live,
        party: subjectOf(partiesOf(live, "all"))?.party ?? null,
        hasDoor: false,
        scope,
        requestId: "r",
        site: "203.0.113.7",
        accounts: ["acme"],
        isOtherAccount: false,
        hostname: "app.example.com",
        method: "GET",
        pathname,
        at: NOW,
        whereabouts: () => {
          throw new Error("nothing is to be recorded");
        },
        waitUntil,
      });
      if (conclusion.kind !== "pass" || conclusion.isProven) throw new Error(`concluded of ${i}`);
    }
  }
  expect(background).toEqual([]);
  // The ended log with the watermarks of everybody, and the keys that credentials were ended under.
  expect(counting.sent.map((sql) => /FROM (\w+)/.exec(sql)?.[1] ?? sql).sort()).toEqual([
    "credential_keys",
    "ended",
    "json_each",
    "watermarks",
  ]);
  expect(counting.rowsWritten).toBeLessThanOrEqual(1);
});
