import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../../src/app.ts";
import { makeAccount, received, TRUSTED, UNTRUSTED, visit } from "../../support/world.ts";

let host = "";
beforeAll(async () => {
  host = (await makeAccount()).host;
});
const at = (path: string): string => `https://${host}${path}`;
const direct = (path: string, init: RequestInit = {}): Promise<Response> => {
  if (env.ORIGIN === undefined) throw new Error("no demo product");
  return env.ORIGIN.fetch(at(path), { redirect: "manual", ...init });
};

/** The demo product's footer shows what Gatehouse told it: the one part that rightly differs. */
const bodyOf = async (response: Response): Promise<string> =>
  new TextDecoder()
    .decode(await response.arrayBuffer())
    .replace(/<footer>.*?<\/footer>/s, "")
    .replace(/\s+/g, " ");

describe("an allowed visit changes nothing", () => {
  test.each<[string, RequestInit]>([
    ["/login", {}],
    ["/dashboard", {}],
    ["/cookies", {}],
    ["/go", {}],
    ["/go?to=https://elsewhere.example/x", {}],
    ["/nothing-here", {}],
    ["/api/v4/leads", {}],
    ["/files/big", { method: "HEAD" }],
    ["/files/big", { headers: { Range: "bytes=100-199" } }],
    ["/files/big", { headers: { Range: "bytes=-5" } }],
    ["/files/big", { headers: { Range: "bytes=999999999-" } }],
    ["/login", { method: "HEAD" }],
    ["/login", { method: "OPTIONS" }],
    ["/webhooks/in", { method: "POST", body: "{}" }],
  ])("%s %j: status, headers and body are the origin's", async (path, init) => {
    const expected = await direct(path, init);
    const answer = await visit(at(path), init);
    expect(answer.status).toBe(expected.status);
    expect(answer.statusText).toBe(expected.statusText);
    expect([...answer.headers]).toEqual([...expected.headers]);
    expect(answer.headers.getSetCookie()).toEqual(expected.headers.getSetCookie());
    expect(await bodyOf(answer)).toBe(await bodyOf(expected));
  });

  test("a conditional request gets its 304", async () => {
    const etag = (await visit(at("/files/big"), { method: "HEAD" })).headers.get("ETag") ?? "";
    const answer = await visit(at("/files/big"), { headers: { "If-None-Match": etag } });
    expect(answer.status).toBe(304);
    expect(answer.headers.get("ETag")).toBe(etag);
  });

  test("a redirect is for the visitor's browser: nothing here follows it (row 19)", async () => {
    const answer = await visit(at("/go?to=https://sink.example/steal"), { headers: { Cookie: "crm_session=secret" } });
    expect(answer.status).toBe(302);
    expect(answer.headers.get("Location")).toBe("https://sink.example/steal");
    // The same when whoever calls the Worker asks for redirects to be followed.
    const following = new Request(at("/go"), { redirect: "follow", headers: { "CF-Connecting-IP": TRUSTED } });
    expect((await serve(following, env, createExecutionContext())).status).toBe(302);
  });

  test("100 MB stream through, both ends read as they go", async () => {
    const answer = await visit(at("/files/big"));
    let bytes = 0;
    for await (const chunk of answer.body ?? []) bytes += chunk.byteLength;
    expect(bytes).toBe(Number(answer.headers.get("Content-Length")));
  });

  test("a large upload streams through", async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(65);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
        if (sent === 40) controller.close();
      },
    });
    const answer = await visit(at("/files"), { method: "POST", body });
    expect(await answer.json()).toEqual({ bytes: 40 * 1024 * 1024 });
  });

  test("server-sent events arrive while the answer is still open", async () => {
    const answer = await visit(at("/events"));
    expect(answer.headers.get("Content-Type")).toBe("text/event-stream");
    const reader = answer.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain("event: lead");
    await reader?.cancel();
  });

  test("the URL arrives as the URL parser writes it, the query untouched", async () => {
    for (const [came, arrives] of [
      ["/debug/request?q=a%20b+c&x=%2F%25&x=%c3%a9#fragment", "/debug/request?q=a%20b+c&x=%2F%25&x=%c3%a9"],
      ["/debug/../debug/./request", "/debug/request"],
      ["/debug/%2e%2e/debug/request", "/debug/request"],
      ["/debug\\request", "/debug/request"],
    ] as const) {
      const request = await received(visit(at(came)));
      expect(new URL(request.url).pathname + new URL(request.url).search).toBe(arrives);
    }
  });
});

describe("WebSocket (row 18)", () => {
  const upgrade = { headers: { Upgrade: "websocket" } };

  test("passes through, both ways", async () => {
    const answer = await visit(at("/live"), upgrade);
    expect(answer.status).toBe(101);
    const socket = answer.webSocket;
    if (socket === null) throw new Error("no socket");
    socket.accept();
    const echoed = new Promise((resolve) =>
      socket.addEventListener("message", ({ data }) => resolve(data), { once: true }),
    );
    socket.send("hello");
    expect(await echoed).toBe("hello");
    socket.close();
  });

  test("is judged at the upgrade", async () => {
    const answer = await visit(at("/live"), { ...upgrade, from: UNTRUSTED });
    expect(answer.status).toBe(403);
    expect(answer.webSocket).toBeNull();
  });
});

/** The Worker in front of an origin that only notes what reaches it. */
async function reaching(request: Request, vars: Partial<Record<string, unknown>> = {}): Promise<Request | undefined> {
  const reached: Request[] = [];
  const ORIGIN = {
    fetch: (outbound: Request) => {
      reached.push(outbound);
      return Promise.resolve(new Response("ok"));
    },
  };
  await serve(request, { ...env, ORIGIN, ...vars } as unknown as Env, createExecutionContext());
  return reached[0];
}

describe("a public path", () => {
  const headers = {
    Cookie: "theme=dark; crm_session=live; lang=de",
    Authorization: "Bearer live",
    "X-Hook-Signature": "sig",
  };

  test("from an untrusted address is forwarded without session cookies and tokens", async () => {
    const outbound = await reaching(
      new Request(at("/webhooks/in"), { headers: { ...headers, "CF-Connecting-IP": UNTRUSTED } }),
    );
    expect(outbound?.headers.get("Cookie")).toBe("theme=dark; lang=de");
    expect(outbound?.headers.get("Authorization")).toBeNull();
    expect(outbound?.headers.get("X-Hook-Signature")).toBe("sig");
  });

  test("from a trusted address, or of an account that does not enforce, arrives whole but for a cookie without a seal", async () => {
    const open = await makeAccount({ mode: "monitor" });
    for (const [name, from] of [
      [host, TRUSTED],
      [open.host, UNTRUSTED],
    ] as const) {
      const outbound = await reaching(
        new Request(`https://${name}/webhooks/in`, { headers: { ...headers, "CF-Connecting-IP": from } }),
      );
      expect(outbound?.headers.get("Cookie")).toBe("theme=dark; lang=de");
      expect(outbound?.headers.get("Authorization")).toBe("Bearer live");
    }
  });
});

describe("headers by which some servers route in place of the path (row 9)", () => {
  const detours = { "X-Original-URL": "/dashboard", "X-Rewrite-URL": "/dashboard", X_Original_URL: "/dashboard" };

  test("do not lead an untrusted visit from the open API to the dashboard", async () => {
    const request = new Request(at("/api/v4/leads"), { headers: { ...detours, "CF-Connecting-IP": UNTRUSTED } });
    const outbound = await reaching(request);
    for (const name of Object.keys(detours)) expect(outbound?.headers.get(name)).toBeNull();
  });

  test("arrive as they came from a trusted address", async () => {
    const request = new Request(at("/api/v4/leads"), { headers: { ...detours, "CF-Connecting-IP": TRUSTED } });
    expect((await reaching(request))?.headers.get("X-Original-URL")).toBe("/dashboard");
  });
});

describe("another server as the origin", () => {
  test("gets path and query on its own address, and is told the visitor's host", async () => {
    const sent: Request[] = [];
    const original = globalThis.fetch;
    globalThis.fetch = (input, init) => {
      sent.push(new Request(input, init));
      return Promise.resolve(new Response("theirs"));
    };
    try {
      const request = new Request(at("/a/b?c=%20d"), { headers: { "CF-Connecting-IP": TRUSTED } });
      const vars = { ORIGIN: undefined, ORIGIN_URL: "http://127.0.0.1:9000" };
      const answer = await serve(request, { ...env, ...vars } as unknown as Env, createExecutionContext());
      expect(await answer.text()).toBe("theirs");
    } finally {
      globalThis.fetch = original;
    }
    expect(sent[0]?.url).toBe("http://127.0.0.1:9000/a/b?c=%20d");
    expect(sent[0]?.headers.get("X-Forwarded-Host")).toBe(host);
    expect(sent[0]?.headers.get("Gatehouse-Address")).toBe(TRUSTED);
  });
});

describe("no header that a client can set changes a verdict (row 3)", () => {
  const SPOOFS = [
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "True-Client-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "Client-IP",
    "CF-Connecting-IPv6",
    "CF-Pseudo-IPv4",
    "Fastly-Client-IP",
    "X-Original-Forwarded-For",
    "X-Forwarded-Host",
    "X-Host",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "Via",
    "Gatehouse-Address",
    "Gatehouse_Address",
  ];
  const value = fc.constantFrom(
    TRUSTED,
    UNTRUSTED,
    "127.0.0.1",
    `for=${TRUSTED}`,
    "/api/v4/leads",
    "/webhooks/in",
    "::1",
    "1, 2",
  );

  test("whatever the combination", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...SPOOFS), value, { maxKeys: 6 }), async (headers) => {
        expect((await visit(at("/login"), { from: UNTRUSTED, headers })).status).toBe(403);
        expect((await visit(at("/login"), { from: TRUSTED, headers })).status).toBe(200);
      }),
      { numRuns: 60 },
    );
  });
});
