import { describe, test } from "vitest";
import { type Browser, expectNoPieceOf } from "../../../support/bound-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { build, edge, reachedBy, vault } from "../../bound/world.ts";
import { logInAt, makeClosed, shareHost } from "../world.ts";

// A person of two companies, away from the office: visits while a switch is under way.

const pairOf = (browser: Browser): string => `${browser.pair().text}; ${browser.pair().seal}`;

describe.each([{ way: "by a resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } }])(
  "the account known $way",
  ({ signals, vars }) => {
    test.each(["GET /dashboard", "POST /act"])("%s while the product answers a switch", async (what) => {
      build({ signals }, vars);
      const shared = await shareHost();
      const open = (await makeAccount({ mode: "off" })).id;
      const closed = (await makeClosed()).id;
      const own = await logInAt(edge, shared, open, UNTRUSTED);
      const { value } = own.pair();
      let release: () => void = () => undefined;
      let begun: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const hasBegun = new Promise<void>((resolve) => {
        begun = resolve;
      });
      vault.answers(async (request) => {
        if (new URL(request.url).pathname !== "/switch") return null;
        vault.issued.set(value, { user: "eve", company: closed });
        begun();
        await released;
        const signal = signals ? { signal: `session; user="eve"; account="${closed}"` } : {};
        return { status: 302, headers: { Location: "/dashboard" }, ...signal };
      });
      const headers = { Cookie: pairOf(own) };
      const switching = edge.visit(`https://${shared}/switch`, { method: "POST", headers, from: UNTRUSTED });
      await hasBegun;
      const [method = "", path = ""] = what.split(" ");
      const reached = await reachedBy(() =>
        edge.visit(`https://${shared}${path}`, { method, headers, from: UNTRUSTED }),
      );
      release();
      await switching;
      for (const request of reached) expectNoPieceOf(value, request);
    });
  },
);
