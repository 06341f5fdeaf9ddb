import { describe, expect, test } from "vitest";
import { FORM_STYLE, FORM_STYLE_SHA256, STYLE, STYLE_SHA256 } from "../../../src/gate/refusal/style.ts";
import { ADDRESS, DENIED, NAVIGATION, REFUSALS, REQUEST_ID, render } from "./builders.ts";

const PROGRAM = { accept: "application/json" };

describe("status and headers of each refusal", () => {
  test.each([
    ["address_not_allowed", 403, "Forbidden", {}],
    ["unknown_host", 404, "Not Found", {}],
    ["unavailable", 503, "Service Unavailable", { "retry-after": "10" }],
    ["origin_unreachable", 502, "Bad Gateway", { "retry-after": "10" }],
    ["misconfigured", 503, "Service Unavailable", {}],
    ["token_ended", 401, "Unauthorized", { "www-authenticate": 'Bearer error="invalid_token"' }],
    ["answer_withheld", 502, "Bad Gateway", {}],
    ["session_in_url", 400, "Bad Request", {}],
    ["rate_limited", 429, "Too Many Requests", { "retry-after": "7" }],
  ] as const)("%s is a %i problem with exactly the headers of its kind", async (kind, status, title, own) => {
    const refusal = REFUSALS.find((one) => one.kind === kind) ?? expect.fail();
    const response = render(refusal, { headers: PROGRAM });
    const body = await response.text();
    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toEqual({
      "cache-control": "private, no-store",
      "cdn-cache-control": "no-store",
      "content-language": "en",
      "content-length": String(new TextEncoder().encode(body).byteLength),
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "content-type": "application/problem+json",
      "gatehouse-request-id": REQUEST_ID,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      ...own,
    });
    expect(JSON.parse(body)).toEqual({
      type: `urn:gatehouse:problem:${kind}`,
      title,
      status,
      detail: expect.stringMatching(/^[A-Z].*\.$/),
      code: kind,
      request_id: REQUEST_ID,
      ...(refusal.kind === "misconfigured" ? { errors: refusal.problems } : {}),
    });
  });

  test("a misconfiguration names the keys to a person, too", async () => {
    const problems = [{ key: "API_PATHS", detail: "has what is not a path: <x>", fix: "start with /" }];
    const page = await render({ kind: "misconfigured", problems }).text();
    expect(page).toContain("<li><code>API_PATHS</code> has what is not a path: &lt;x&gt;: start with /</li>");
  });

  /** A person at a browser has no token and no form that is sent to a URL with a session id. */
  const PAGES = REFUSALS.filter(({ kind }) => kind !== "token_ended" && kind !== "session_in_url");
  test.each(PAGES)("$kind is a page for a person", async (refusal) => {
    const response = render(refusal, { headers: { ...NAVIGATION, "accept-language": "fr-CA" } });
    expect(response.status).toBe(render(refusal, { headers: PROGRAM }).status);
    expect(response.headers.get("retry-after")).toBe(render(refusal, { headers: PROGRAM }).headers.get("retry-after"));
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-language")).toBe("fr");
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("cdn-cache-control")).toBe("no-store");
    expect(response.headers.get("gatehouse-request-id")).toBe(REQUEST_ID);
    expect(await response.text()).toContain(REQUEST_ID);
  });

  test("an ended token is answered with a problem document, even on the dashboard", () => {
    expect(render({ kind: "token_ended" }).headers.get("content-type")).toBe("application/problem+json");
  });

  test("the style's hash in the Content-Security-Policy is the style's", async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
    expect(STYLE_SHA256).toBe(btoa(String.fromCharCode(...new Uint8Array(digest))));
    expect(await render().text()).toContain(`<style>${STYLE}</style>`);
    expect(render().headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    );
  });

  test("a page with a form may style and send it, to its own host alone", async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(FORM_STYLE));
    expect(FORM_STYLE_SHA256).toBe(btoa(String.fromCharCode(...new Uint8Array(digest))));
    const form = { action: "/.gatehouse/access-request", token: "t", name: "", reason: "", fault: null };
    const response = render({ ...DENIED, form });
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'none'; style-src 'sha256-${STYLE_SHA256}' 'sha256-${FORM_STYLE_SHA256}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`,
    );
    expect(await response.text()).toContain(`<style>${FORM_STYLE}</style>`);
    expect(await render({ ...DENIED, form }, { headers: PROGRAM }).text()).not.toContain("token");
  });
});

describe("a failing service says no reason", () => {
  test.each(["text/html", "application/json"])(
    "unavailable as %s names neither a part nor an address",
    async (accept) => {
      const body = await render({ kind: "unavailable" }, { headers: { accept } }).text();
      expect(body.replace("urn:gatehouse:problem:unavailable", "")).not.toMatch(
        /snapshot|\bKV\b|D1|exception|error|address|Gatehouse|Cloudflare/i,
      );
    },
  );
});

describe("HEAD", () => {
  test.each(REFUSALS)("$kind has the headers of GET and no body", async (refusal) => {
    for (const headers of [NAVIGATION, PROGRAM]) {
      const head = render(refusal, { method: "HEAD", headers });
      const get = render(refusal, { method: "GET", headers });
      expect(head.body).toBeNull();
      expect(head.status).toBe(get.status);
      expect([...head.headers]).toEqual([...get.headers]);
      expect(head.headers.get("content-length")).toBe(String((await get.arrayBuffer()).byteLength));
    }
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s is refused as GET is", async (method) => {
    const response = render(DENIED, { method });
    expect([...response.headers]).toEqual([...render().headers]);
    expect(await response.text()).toBe(await render().text());
  });
});

describe("Retry-After", () => {
  test.each([
    [0.2, "1"],
    [7, "7"],
    [7.01, "8"],
    [0, "1"],
    [-5, "1"],
    [Number.NaN, "1"],
    [Number.POSITIVE_INFINITY, "86400"],
    [1e21, "86400"],
  ])("%d seconds are sent as %s", (retryAfterSeconds, sent) => {
    expect(render({ kind: "rate_limited", retryAfterSeconds }).headers.get("retry-after")).toBe(sent);
  });
});

describe("the problem document", () => {
  test("names the address as seen, and the contact to nobody", async () => {
    const refusal = { ...DENIED, contact: "security@customer.example" };
    const body = await render(refusal, { surface: "api" }).text();
    expect(body).toContain(ADDRESS);
    expect(body).not.toContain("customer.example");
  });

  test("stays English whatever the languages asked for", async () => {
    const response = render(DENIED, { surface: "api", headers: { "accept-language": "de" } });
    expect(response.headers.get("content-language")).toBe("en");
    expect(await response.text()).toContain("not on this account's list of trusted addresses");
  });
});

describe("a request id from elsewhere", () => {
  test.each([
    ["a line break", "abc\r\nSet-Cookie: x=1", "abcSet-Cookie:x1"],
    ["markup", '"><script>1</script>', "script1script"],
    ["what no header may carry", "ä\u202eb\u0000c☃", "bc"],
    ["too much", "x".repeat(10_000), "x".repeat(128)],
  ])("%s cannot break the answer", async (_, requestId, reference) => {
    const response = render(DENIED, {}, requestId);
    expect(response.headers.get("gatehouse-request-id")).toBe(reference);
    expect(response.headers.has("set-cookie")).toBe(false);
    expect(await response.text()).toContain(`<code dir="ltr" translate="no">${reference}</code>`);
  });
});
