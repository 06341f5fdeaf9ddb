import { describe, expect, it, test } from "vitest";
import { HOST, seen, visit } from "./visits.ts";

describe("streams", () => {
  it("echoes text and bytes over a WebSocket", async () => {
    const { status, webSocket } = await visit("/live", { headers: { Upgrade: "websocket" } });
    expect(status).toBe(101);
    if (webSocket === null) throw new Error("no WebSocket");
    webSocket.accept();
    webSocket.binaryType = "arraybuffer";
    const echo = (message: string | ArrayBuffer) =>
      new Promise((resolve) => {
        webSocket.addEventListener("message", ({ data }) => resolve(data), { once: true });
        webSocket.send(message);
      });
    expect(await echo("hello")).toBe("hello");
    expect(await echo(Uint8Array.of(1, 2, 3).buffer)).toEqual(Uint8Array.of(1, 2, 3).buffer);
    const closed = new Promise((resolve) => webSocket.addEventListener("close", ({ code }) => resolve(code)));
    webSocket.close(4_001, "bye");
    expect(await closed).toBe(4_001);
  });

  it("asks for an upgrade on /live", async () => {
    expect((await visit("/live")).status).toBe(426);
  });

  it("sends the first events at once and stops when the reader goes", async () => {
    const response = await visit("/events");
    expect(response.headers.get("Content-Type")).toBe("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('id: 1\nevent: lead\ndata: {"number":1}\n\n');
    await reader?.cancel();
  });

  it("counts the bytes of an upload", async () => {
    const response = await visit("/files", { method: "POST", body: new Uint8Array(3_000_000) });
    expect([response.status, await response.json()]).toEqual([201, { bytes: 3_000_000 }]);
    expect(await (await visit("/files", { method: "POST" })).json()).toEqual({ bytes: 0 });
  });
});

describe("the wire", () => {
  it("shows the request as it arrived", async () => {
    const response = await visit("/debug/request?a=%2F", { method: "PUT", headers: { "X-Test": "1" } });
    expect(await response.json()).toEqual({
      method: "PUT",
      url: `${HOST}/debug/request?a=%2F`,
      headers: expect.arrayContaining([["x-test", "1"]]),
    });
  });

  it("sets several cookies", async () => {
    expect((await visit("/cookies")).headers.getSetCookie()).toHaveLength(3);
  });

  test.each([
    ["/go", 302, "/dashboard"],
    ["/go?to=https%3A%2F%2Fsink.example%2F%3Fa%3Db", 302, "https://sink.example/?a=b"],
    ["/go?to=%2F%0D%0ASet-Cookie:x", 400, null],
  ])("%s redirects to what it is told", async (path, status, location) => {
    expect(await seen(await visit(path))).toEqual([status, location]);
  });

  it("answers on any host, and 404 elsewhere", async () => {
    expect(await seen(await visit("http://203.0.113.7:8080/"))).toEqual([302, "/login"]);
    expect(await seen(await visit("/nowhere"))).toEqual([404, null]);
  });
});
