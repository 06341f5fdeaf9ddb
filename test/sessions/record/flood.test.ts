import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { compilePathList } from "../../../src/policy/path-list.ts";
import { createCredentialProfile } from "../../../src/sessions/credentials/credentials.ts";
import { createSessionGate } from "../../../src/sessions/session-gate.ts";
import { createEndedLog } from "../../../src/storage/ended-log.ts";
import { createEndedStore } from "../../../src/storage/ended-store.ts";
import { createSessions } from "../../../src/storage/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { NOW, neverLate, random, sha256 } from "../../support/storage.ts";

test("100,000 random cookies and tokens make no row, and cost one query together (row 16)", async () => {
  const counting = countingD1(env.DB);
  const names = { sessionCookies: ["crm_session"], tokenHeaders: ["authorization"] };
  const paths = compilePathList(["/dashboard", "/api/"]);
  const gate = createSessionGate({
    profile: {
      authenticatedPaths: paths,
      loginPaths: compilePathList([]),
      logoutPaths: compilePathList([]),
      credentialKeys: { current: "a-key-of-this-test-0123456789abcdef", old: [] },
      staleSessionsMaxSeconds: 900,
    },
    sessionCookies: names.sessionCookies,
    credentials: createCredentialProfile(names),
    sessions: createSessions(counting.db, random),
    endedLog: createEndedLog(counting.db),
    endedStore: createEndedStore({ kv: env.LISTS, limitMs: 1_000, sleep: neverLate, sha256 }),
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
      const admission = await gate.admit(headers, { requestId: "r", nowMs: NOW, waitUntil });
      if (admission.kind !== "admitted" || admission.live.length !== 1) throw new Error(`not admitted: ${i}`);
      gate.conclude(new Response(null, { status }), {
        signal: null,
        account: "acme",
        who: null,
        credentials: admission.live,
        requestId: "r",
        hostname: "app.example.com",
        method: "GET",
        pathname,
        at: NOW,
        whereabouts: () => {
          throw new Error("nothing is to be recorded");
        },
        waitUntil,
      });
    }
  }
  expect(background).toEqual([]);
  expect(counting.sent.length).toBe(1);
  expect(counting.rowsWritten).toBe(0);
});
