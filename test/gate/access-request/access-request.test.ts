import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { TEXTS_BY_LANGUAGE } from "../../../src/gate/refusal/texts/languages.ts";
import { createIds } from "../../../src/storage/ids.ts";
import {
  createAccessRequests,
  MAX_OPEN_A_NETWORK,
  MAX_OPEN_REQUESTS,
  type NewAccessRequest,
  REQUEST_LIFE_MS,
} from "../../../src/storage/visits/access-requests.ts";
import { DAY_MS } from "../../../src/time.ts";
import { OPERATOR_TOKEN } from "../../admin/api.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { address, random } from "../../support/storage.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../../support/world.ts";
import { aDeskWith, createIsolate, fieldsOf, PATH, requests, type SendOptions, tokenOf } from "./world.ts";

const referenceOn = (page: string): string => /<code[^>]*>([\w-]{36})<\/code>/.exec(page)?.[1] ?? "";

describe("the form on the refusal page", () => {
  test("is there where the account takes requests, with what the browser needs to send it", async () => {
    const { send, at } = await aDeskWith();
    const { status, page, headers } = await send(at("/dashboard"));
    expect(status).toBe(403);
    expect(page).toContain(`<form method="post" action="${PATH}" aria-labelledby="ask">`);
    for (const field of ["name", "reason"]) expect(page).toMatch(new RegExp(`<label for="${field}">[^<]+</label>`));
    expect(page).not.toMatch(/<script|\son\w+=/);
    expect(headers.get("Content-Security-Policy")).toContain("form-action 'self'");
    expect(headers.get("Referrer-Policy")).toBe("same-origin");
    expect(headers.get("Cache-Control")).toContain("no-store");
  });

  test.each<[string, object, object]>([
    ["the switch is off", { accessRequests: false }, {}],
    ["a program asks", {}, { Accept: "application/json", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" }],
    ["another zone's Worker asks, whom no entry would admit", {}, { "CF-Worker": "evil.example" }],
  ])("is not there when %s", async (_when, plan, headers) => {
    const { send, at } = await aDeskWith(plan);
    const { status, page, headers: answered } = await send(at("/dashboard"), { headers: { ...headers } });
    expect(status).toBe(403);
    expect(tokenOf(page)).toBeNull();
    expect(answered.get("Content-Security-Policy") ?? "form-action 'none'").toContain("form-action 'none'");
  });

  test("is not there on the API", async () => {
    const { send, at } = await aDeskWith({ blockApiRequests: true });
    const { status, page } = await send(at("/api/v4/leads"));
    expect(status).toBe(403);
    expect(JSON.parse(page)).toMatchObject({ code: "address_not_allowed" });
    expect(page).not.toContain("token");
  });

  test.each([...TEXTS_BY_LANGUAGE.values()])("speaks $language, before and after", async (texts) => {
    const { send, at, ask } = await aDeskWith();
    const headers = { "Accept-Language": texts.language };
    const { page } = await send(at("/"), { headers });
    expect(page).toContain(texts.request.title);
    const sent = await ask({}, { headers });
    expect(sent.status).toBe(200);
    expect(sent.page).toContain(`<html lang="${texts.language}"`);
    expect(sent.page).toContain(texts.request.sent.title);
    expect(sent.page).not.toMatch(/gatehouse|cloudflare/i);
  });
});

describe("a request", () => {
  test("is on record with who, why, where, on what device, and the reference of the refusal page", async () => {
    const { send, at, ask, all, id, host } = await aDeskWith();
    const refused = await send(at("/dashboard"));
    const sent = await ask({
      name: " Ann  Lee ",
      reason: "At a customer's\r\nuntil Friday",
      token: tokenOf(refused.page) ?? "",
    });
    expect(sent.status).toBe(200);
    expect(sent.headers.get("Cache-Control")).toContain("no-store");
    const reference = referenceOn(refused.page);
    expect(referenceOn(sent.page)).toBe(reference);
    expect(await all()).toEqual([
      {
        id: expect.stringMatching(/^req_/),
        account: id,
        address: UNTRUSTED,
        name: "Ann Lee",
        reason: "At a customer's until Friday",
        device: { label: "Firefox 132 on Linux", type: "desktop" },
        region: { country: "DE", region: null, city: "Berlin" },
        hostname: host,
        reference,
        state: "open",
        createdAt: expect.any(Number),
        expiresAt: expect.any(Number),
        decidedAt: null,
        decidedBy: null,
        entry: null,
      },
    ]);
  });

  test("is one per address: a repeated one gets the same answer, and changes nothing", async () => {
    const { ask, all } = await aDeskWith();
    const first = await ask({ name: "Ann" });
    const again = await ask({ name: "Mallory", reason: "Let everyone in" });
    expect(again.status).toBe(200);
    expect(referenceOn(again.page)).toBe(referenceOn(first.page));
    expect(await all()).toMatchObject([{ name: "Ann", reason: "" }]);
  });

  test("may be sent twenty times at one moment: one is on record", async () => {
    const { ask, all, formFor } = await aDeskWith();
    const token = await formFor();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask({ token })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(answers.map(({ page }) => referenceOn(page))).size).toBe(1);
    expect(await all()).toHaveLength(1);
  });

  test.each([
    ["without a name", { name: " \u200b " }, "no_name"],
    ["with a name that is too long", { name: "a".repeat(101) }, "too_long"],
    ["with a reason that is too long", { reason: "a".repeat(201) }, "too_long"],
  ] as const)("%s is shown again with what was typed", async (_what, fields, fault) => {
    const { ask, all } = await aDeskWith();
    const { status, page } = await ask({ reason: "because", ...fields });
    expect(status).toBe(403);
    expect(page).toContain(`role="alert">${TEXTS_BY_LANGUAGE.get("en")?.request.faults[fault]}`);
    expect(page).toContain("reason" in fields ? fields.reason : "because");
    expect(tokenOf(page)).not.toBeNull();
    expect(await all()).toEqual([]);
  });

  test("of somebody who is let in meanwhile leads to the product, and so does a page that is reloaded", async () => {
    const { send, at, ask, all, id, host } = await aDeskWith();
    const token = tokenOf((await send(at("/dashboard"))).page) ?? "";
    const added = await send(`https://${host}/.gatehouse/api/v1/accounts/${id}/allowlist`, {
      method: "POST",
      headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({ value: UNTRUSTED }),
    });
    expect(added.status).toBe(201);
    const sent = await ask({ token });
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, "/"]);
    expect(await all()).toEqual([]);
    // An isolate that still refuses by the list of before asks D1.
    const { kind } = await requests.file(
      {
        account: id,
        address: address(UNTRUSTED),
        network: "4/1",
        name: "Ann",
        reason: "",
        device: { label: "", type: "other" },
        region: { country: null, region: null, city: null },
        hostname: host,
        reference: "r",
      },
      Date.now(),
    );
    expect(kind).toBe("admitted");
    expect(await all()).toEqual([]);
  });

  test("ends after a week, and then the address may ask again", async () => {
    const { ask, id } = await aDeskWith();
    await ask();
    await env.DB.prepare("UPDATE access_requests SET expires_at = ?2 WHERE account_id = ?1")
      .bind(id, Date.now() - 1)
      .run();
    const list = (state?: "open" | "expired") => requests.list(id, { after: null, limit: 9, state }, Date.now());
    expect(await list("open")).toEqual([]);
    expect(await list("expired")).toHaveLength(1);
    expect((await ask({ name: "Ann again" })).status).toBe(200);
    const [open] = await list("open");
    expect(open?.name).toBe("Ann again");
    expect((open?.expiresAt ?? 0) - (open?.createdAt ?? 0)).toBe(REQUEST_LIFE_MS);
    expect(await list()).toHaveLength(2);
  });

  test("that was declined cannot be made again for a day; the answer does not tell", async () => {
    const { ask, id, all } = await aDeskWith();
    const first = await ask();
    const [open] = await all();
    const event = { actor: "operator", address: null, action: "access_request.declined", detail: {} };
    await requests.decline({ account: id, id: open?.id ?? "", by: "operator" }, event, Date.now());
    const again = await ask({ name: "Again" });
    expect([again.status, referenceOn(again.page)]).toEqual([200, referenceOn(first.page)]);
    expect(await all()).toMatchObject([{ state: "declined", name: "Ann" }]);
    await env.DB.prepare("UPDATE access_requests SET decided_at = ?2 WHERE account_id = ?1")
      .bind(id, Date.now() - DAY_MS - 1)
      .run();
    await ask({ name: "The day after" });
    expect(await all()).toMatchObject([{ state: "open", name: "The day after" }, { state: "declined" }]);
  });

  test("is not acknowledged when D1 does not write it", async () => {
    const { host, formFor, all } = await aDeskWith();
    const token = await formFor();
    const broken = {
      ...env.DB,
      prepare: (sql: string) => env.DB.prepare(sql),
      batch: () => Promise.reject(new Error("D1_ERROR: no answer")),
    };
    const send = createIsolate({ DB: broken as unknown as D1Database });
    const { status, headers } = await send(`https://${host}${PATH}`, fieldsOf({ name: "Ann", token }));
    expect([status, headers.get("Retry-After")]).toEqual([503, "10"]);
    expect(await all()).toEqual([]);
  });
});

const aRequest = (account: string, from: string): NewAccessRequest => ({
  account,
  address: address(from),
  network: from,
  name: "Ann",
  reason: "",
  device: { label: "", type: "other" },
  region: { country: null, region: null, city: null },
  hostname: "h",
  reference: "r",
});

describe("attacks on the form", () => {
  test.each<[string, (token: string) => string]>([
    ["none", () => ""],
    ["a made-up one", () => `${Date.now()}~ref~${"A".repeat(43)}`],
    ["one with another time", (token) => token.replace(/^\d+/, (issued) => String(Number(issued) + 1))],
    ["one with another reference", (token) => token.replace(/~[^~]+~/, "~11111111-1111~")],
    ["one that is cut", (token) => token.slice(0, -1)],
  ])("a forged token: %s", async (_what, forge) => {
    const { ask, all, formFor } = await aDeskWith();
    const sent = await ask({ token: forge(await formFor()), name: "Ann" });
    expect(sent.status).toBe(403);
    expect(sent.page).toContain(TEXTS_BY_LANGUAGE.get("en")?.request.faults.stale);
    expect(sent.page).toContain('value="Ann"');
    expect(await all()).toEqual([]);
    // The form that is shown again is good.
    expect((await ask({ token: tokenOf(sent.page) ?? "" })).status).toBe(200);
  });

  test("a form of another address, host or account, or of more than an hour ago", async () => {
    const { ask, all, formFor, host, id } = await aDeskWith();
    const other = await aDeskWith();
    const { formTokens } = await import("../../../src/wiring.ts").then(({ isolateOf }) => {
      const isolate = isolateOf(env as unknown as Env);
      return isolate.ok ? isolate.value.gate : expect.fail();
    });
    const scope = { hostname: host, account: id, address: UNTRUSTED };
    const tokens = [
      await formFor("203.0.113.10"),
      await other.formFor(),
      await formTokens.issue({ ...scope, account: other.id }, "ref", Date.now()),
      await formTokens.issue(scope, "ref", Date.now() - 3_600_001),
      await formTokens.issue(scope, "ref", Date.now() + 120_000),
    ];
    for (const token of tokens) expect((await ask({ token })).status).toBe(403);
    expect([...(await all()), ...(await other.all())]).toEqual([]);
  });

  test.each([
    ["another site's page", { "Sec-Fetch-Site": "cross-site" }],
    ["a sub-domain's page", { "Sec-Fetch-Site": "same-site" }],
  ])("%s sends a form with a good token", async (_who, headers) => {
    const { ask, all } = await aDeskWith();
    expect((await ask({}, { headers })).status).toBe(403);
    expect(await all()).toEqual([]);
  });

  test("another site's page uses up none of the visitor's own attempts", async () => {
    let taken = 0;
    const limiter = {
      async limit() {
        taken += 1;
        return { success: taken <= 1 };
      },
    };
    const { ask, all } = await aDeskWith({}, { ATTEMPTS: limiter as unknown as RateLimit });
    for (let n = 0; n < 30; n++) {
      expect((await ask({}, { headers: { "Sec-Fetch-Site": "cross-site" } })).status).toBe(403);
    }
    expect(taken).toBe(0);
    expect((await ask()).status).toBe(200);
    expect(await all()).toHaveLength(1);
  });

  test("a flood from one IPv6 /64 is stopped before its forms are read, and another network is heard", async () => {
    const taken = new Map<string, number>();
    const limiter = {
      async limit({ key }: { readonly key: string }) {
        taken.set(key, (taken.get(key) ?? 0) + 1);
        return { success: (taken.get(key) ?? 0) <= 20 };
      },
    };
    const { ask, all, formFor } = await aDeskWith({}, { ATTEMPTS: limiter as unknown as RateLimit });
    let read = 0;
    const statuses: number[] = [];
    for (let n = 1; n <= 30; n++) {
      const from = `2001:db8:5:5::${n.toString(16)}`;
      const text = new URLSearchParams({ name: "Bot", reason: "", token: await formFor(from) }).toString();
      const body = new ReadableStream(
        {
          pull(controller) {
            read += 1;
            controller.enqueue(new TextEncoder().encode(text));
            controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      statuses.push((await ask({}, { from, body })).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(MAX_OPEN_A_NETWORK);
    expect(statuses.slice(20)).toEqual(Array.from({ length: 10 }, () => 429));
    expect(read).toBe(20);
    expect([...taken.keys()]).toEqual(["access-request 2001:db8:5:5::/64"]);
    expect((await ask({}, { from: "2001:db8:6::1" })).status).toBe(200);
    expect(await all()).toHaveLength(MAX_OPEN_A_NETWORK + 1);
  });

  test("from many networks stops at the account's bound; further visitors are told to speak to a person", async () => {
    const { ask, all, id } = await aDeskWith({ contact: "it@acme.example" });
    await env.DB.prepare(
      `INSERT INTO access_requests (account_id, id, address, network, name, reason, device, device_type, hostname,
         reference, created_at, expires_at, state)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       SELECT ?1, 'req_' || i, '10.0.0.' || i, '4/' || i, 'Bot', '', '', 'other', 'h', 'r', ?3, ?4, 'open' FROM n`,
    )
      .bind(id, MAX_OPEN_REQUESTS, Date.now(), Date.now() + DAY_MS)
      .run();
    const { status, page, headers } = await ask();
    expect([status, headers.get("Retry-After")]).toEqual([429, "3600"]);
    expect(page).toContain(TEXTS_BY_LANGUAGE.get("en")?.request.full.title);
    expect(page).toContain("it@acme.example");
    expect(await all()).toHaveLength(MAX_OPEN_REQUESTS);
    // Of others' numbers nothing is said.
    const said = page.slice(page.indexOf("<body>")).replace(referenceOn(page), "");
    expect(said).not.toContain(String(MAX_OPEN_REQUESTS));
  });

  test("after months of spam, a form costs D1 no more than the first one", async () => {
    const counting = countingD1(env.DB);
    const { id } = await aDeskWith();
    const filing = createAccessRequests(counting.db, random);
    const readBy = async (from: string): Promise<number> => {
      const before = counting.rowsRead;
      const filed = await filing.file(aRequest(id, from), Date.now());
      expect(filed.kind).toBe("sent");
      return counting.rowsRead - before;
    };
    const first = await readBy("203.0.113.20");
    await env.DB.prepare(
      `INSERT INTO access_requests (account_id, id, address, network, name, reason, device, device_type, hostname,
         reference, created_at, expires_at, state, decided_at)
       SELECT ?1, value, '10.0.0.' || key, '4/' || key, 'Bot', '', '', 'other', 'h', 'r', 1, 2,
         iif(key % 2, 'declined', 'expired'), iif(key % 2, 2, NULL) FROM json_each(?2)`,
    )
      .bind(id, JSON.stringify(createIds("req", 2_000, Date.now() - 30 * DAY_MS, random)))
      .run();
    expect(await readBy("203.0.113.21")).toBeLessThan(first + 50);
    expect(await readBy("203.0.113.21")).toBeLessThan(first + 50);
  });

  test("a body of 10 MB is dropped after some kilobytes", async () => {
    const { send, at, all, formFor } = await aDeskWith();
    const token = await formFor();
    let sent = 0;
    const chunk = new TextEncoder().encode("a".repeat(4_096));
    const body = new ReadableStream(
      {
        pull(controller) {
          controller.enqueue(chunk);
          sent += chunk.byteLength;
          if (sent >= 10 * 1024 * 1024) controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const { status, page } = await send(at(PATH), { ...fieldsOf({ token }), body });
    expect(status).toBe(403);
    expect(page).toContain(TEXTS_BY_LANGUAGE.get("en")?.request.faults.too_long);
    expect(sent).toBeLessThan(64 * 1024);
    expect(await all()).toEqual([]);
  });

  test.each([
    ["JSON", "application/json", "{}"],
    ["broken multipart", "multipart/form-data; boundary=x", "--x"],
    ["no type", "", "name=Ann"],
  ])("a body that is no form: %s", async (_what, type, body) => {
    const { send, at, all } = await aDeskWith();
    const answer = await send(at(PATH), { method: "POST", headers: { "Content-Type": type }, body });
    expect(answer.status).toBe(403);
    expect(await all()).toEqual([]);
  });

  test.each([
    ["word joiners", "\u2060\u2060"],
    ["Hangul fillers", "\u3164"],
    ["blank Braille", "\u2800"],
    ["marks alone", "\u0301"],
    ["tags", "\u{e0041}\ufe0f"],
  ])("a name that nobody can see: %s", async (_what, name) => {
    const { ask, all } = await aDeskWith();
    const sent = await ask({ name });
    expect(sent.status).toBe(403);
    expect(sent.page).toContain(TEXTS_BY_LANGUAGE.get("en")?.request.faults.no_name);
    expect(await all()).toEqual([]);
  });

  test.each(["Øystein", "नमिता", "佐藤", "👩‍💻"])("a name of any writing: %s", async (name) => {
    const { ask, all } = await aDeskWith();
    expect((await ask({ name })).status).toBe(200);
    expect((await all())[0]?.name).toBe(name);
  });

  test.each([
    ["markup", `<script>alert(1)</script>"'&`, `<script>alert(1)</script>"'&`],
    ["a change of direction", "Ann\u202egnp.exe\u2066", "Ann gnp.exe"],
    ["control characters", "Ann\u0000\u0007\r\nLee\u2028x", "Ann Lee x"],
    ["a formula", '=HYPERLINK("http://evil.example")', '=HYPERLINK("http://evil.example")'],
    ["SQL", "'); DROP TABLE access_requests; --", "'); DROP TABLE access_requests; --"],
  ])("a hostile name: %s", async (_what, name, kept) => {
    const { ask, all } = await aDeskWith();
    const shownAgain = await ask({ name, reason: "a".repeat(201) });
    expect(shownAgain.page).not.toContain("<script");
    const sent = await ask({ name });
    expect(sent.status).toBe(200);
    expect(sent.page).not.toContain(name);
    expect(await all()).toMatchObject([{ name: kept }]);
  });

  test("the switch is turned off while a form is open: the plain refusal page, and nothing on record", async () => {
    const { ask, all, formFor, id } = await aDeskWith();
    const token = await formFor();
    // This isolate has not heard of it yet.
    await env.DB.prepare("UPDATE accounts SET access_requests = 0 WHERE id = ?1").bind(id).run();
    const sent = await ask({ token });
    expect(sent.status).toBe(403);
    expect(tokenOf(sent.page)).toBeNull();
    expect(await all()).toEqual([]);
  });

  test("where the switch is off, the path answers as any other path of that host", async () => {
    const { send, at, host } = await aDeskWith({ accessRequests: false });
    const [asked, visited] = [await send(at(PATH), fieldsOf({ name: "Ann" })), await send(`https://${host}/dashboard`)];
    const withoutReference = (page: string) => page.replaceAll(/[\w-]{36}/g, "");
    expect([asked.status, withoutReference(asked.page)]).toEqual([visited.status, withoutReference(visited.page)]);
  });

  test.each<[string, SendOptions, number]>([
    ["an address that the list admits", { from: TRUSTED }, 303],
    ["GET", { method: "GET" }, 303],
    ["no address", { from: "" }, 503],
  ])("%s puts nothing on record", async (_what, options, status) => {
    const { send, at, all } = await aDeskWith();
    const form = options.method === "GET" ? {} : fieldsOf({ name: "Ann", token: "x" });
    expect((await send(at(PATH), { ...form, ...options })).status).toBe(status);
    expect(await all()).toEqual([]);
  });

  test("a host that no account has, and an account that only monitors", async () => {
    const send = createIsolate();
    expect((await send(`https://nobody.example.com${PATH}`, fieldsOf({ name: "Ann" }))).status).toBe(404);
    const { host, id } = await makeAccount({ mode: "monitor", accessRequests: true });
    expect((await send(`https://${host}${PATH}`, fieldsOf({ name: "Ann" }))).status).toBe(303);
    expect(await requests.list(id, { after: null, limit: 9 }, Date.now())).toEqual([]);
  });

  test("the product never sees the path", async () => {
    const reached: string[] = [];
    const ORIGIN = {
      fetch: async (request: Request) => {
        reached.push(request.url);
        return new Response("");
      },
    };
    const { ask, send, at } = await aDeskWith({}, { ORIGIN: ORIGIN as unknown as Fetcher });
    await ask();
    await send(at(PATH), { from: TRUSTED });
    expect(reached).toEqual([]);
  });
});
