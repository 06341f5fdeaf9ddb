import { env } from "cloudflare:workers";
import { describe, expect, it, test } from "vitest";
import { BIG_FILE_BYTES } from "./big-file.ts";
import { readRange } from "./byte-range.ts";

function get(headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
  if (env.ORIGIN === undefined) throw new Error("the demo product is not bound");
  return env.ORIGIN.fetch("http://crm.example/files/big", { method, headers });
}

async function part(range: string): Promise<Uint8Array> {
  return (await get({ Range: range })).bytes();
}

describe("readRange", () => {
  test.each([
    ["bytes=0-0", { first: 0, last: 0 }],
    ["bytes=10-19", { first: 10, last: 19 }],
    ["bytes=90-", { first: 90, last: 99 }],
    ["bytes=90-1000", { first: 90, last: 99 }],
    ["bytes=-10", { first: 90, last: 99 }],
    ["bytes=-1000", { first: 0, last: 99 }],
    ["Bytes=1-2", { first: 1, last: 2 }],
    ["bytes=100-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=-", null],
    ["bytes=5-4", null],
    ["bytes=0-1,5-6", null],
    ["bytes=a-b", null],
    ["bytes=1-2-3", null],
    ["lines=1-2", null],
    ["", null],
  ])("%s of 100 bytes", (header, expected) => {
    expect(readRange(header, 100)).toEqual(expected);
  });
});

describe("/files/big", () => {
  it("streams all of its bytes and says how many", async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Length")).toBe(String(BIG_FILE_BYTES));
    expect(response.headers.get("Accept-Ranges")).toBe("bytes");
    let bytes = 0;
    for await (const chunk of response.body ?? []) bytes += chunk.byteLength;
    expect(bytes).toBe(BIG_FILE_BYTES);
  });

  it("gives the same bytes whole and in parts, across blocks and at the end", async () => {
    const whole = await part("bytes=65500-66499");
    const parts = [await part("bytes=65500-65535"), await part("bytes=65536-65536"), await part("bytes=65537-66499")];
    expect(await new Blob(parts).bytes()).toEqual(whole);
    expect(new TextDecoder().decode(whole.subarray(36, 44))).toBe("00000001");
    expect(await part("bytes=-5")).toEqual(await part(`bytes=${BIG_FILE_BYTES - 5}-`));
  });

  it("says which part it gives", async () => {
    const response = await get({ Range: "bytes=65530-65540" });
    expect(response.status).toBe(206);
    expect(response.headers.get("Content-Range")).toBe(`bytes 65530-65540/${BIG_FILE_BYTES}`);
    expect(response.headers.get("Content-Length")).toBe("11");
    expect((await response.bytes()).byteLength).toBe(11);
  });

  it("refuses a part that is not there", async () => {
    const response = await get({ Range: `bytes=${BIG_FILE_BYTES}-` });
    expect([response.status, response.headers.get("Content-Range")]).toEqual([416, `bytes */${BIG_FILE_BYTES}`]);
  });

  it("answers HEAD with the length alone", async () => {
    const response = await get({}, "HEAD");
    expect([response.status, response.headers.get("Content-Length")]).toEqual([200, String(BIG_FILE_BYTES)]);
    expect(await response.text()).toBe("");
  });

  test.each(['"big-1"', 'W/"big-1"', '"other", "big-1"', "*"])(
    "answers 304 to If-None-Match: %s",
    async (condition) => {
      const response = await get({ "If-None-Match": condition, Range: "bytes=0-1" });
      expect([response.status, response.headers.get("ETag")]).toEqual([304, '"big-1"']);
    },
  );

  test.each([
    [{ "If-None-Match": '"other"' }, 200],
    [{ Range: "bytes=0-1", "If-Range": '"big-1"' }, 206],
    [{ Range: "bytes=0-1", "If-Range": '"other"' }, 200],
    [{ Range: "bytes=0-1", "If-Range": 'W/"big-1"' }, 200],
  ])("answers %o with %i", async (headers, status) => {
    const response = await get(headers);
    await response.body?.cancel();
    expect(response.status).toBe(status);
  });
});
