import { describe, expect, test } from "vitest";
import { chooseTexts, wantsProblem } from "../../../src/gate/refusal/negotiate.ts";
import { NAVIGATION, request } from "./builders.ts";

const ANY = { accept: "*/*" };
const AXIOS = "application/json, text/plain, */*";

describe("a page or a problem document", () => {
  test.each<[string, Record<string, string>, "page" | "problem"]>([
    // Browsers that navigate
    ["Chrome follows a link", NAVIGATION, "page"],
    [
      "Safari before Sec-Fetch-*",
      { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" },
      "page",
    ],
    ["a form that is posted", { ...NAVIGATION, "content-type": "application/x-www-form-urlencoded" }, "page"],
    ["a navigation that claims to want JSON", { ...NAVIGATION, accept: "application/json" }, "page"],
    ["a navigation with X-Requested-With", { ...NAVIGATION, ...ANY, "x-requested-with": "XMLHttpRequest" }, "page"],
    ["a page in a frame", { ...NAVIGATION, "sec-fetch-dest": "iframe" }, "page"],
    ["an Android WebView that opens a page", { ...NAVIGATION, "x-requested-with": "com.customer.app" }, "page"],
    ["a service worker that asks on behalf of a navigation", { ...ANY, "sec-fetch-mode": "navigate" }, "page"],
    ["a frame whose mode is not told", { ...ANY, "sec-fetch-dest": "iframe" }, "page"],
    // Scripts in browsers
    ["fetch() without headers", { ...ANY, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }, "problem"],
    ["fetch() within an origin", { ...ANY, "sec-fetch-mode": "same-origin", "sec-fetch-dest": "empty" }, "problem"],
    ["axios", { accept: AXIOS, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }, "problem"],
    ["axios on a server", { accept: AXIOS }, "problem"],
    ["jQuery.getJSON", { accept: "application/json, text/javascript, */*; q=0.01" }, "problem"],
    ["jQuery.ajax", { ...ANY, "x-requested-with": "XMLHttpRequest" }, "problem"],
    ["jQuery.ajax with its mark in lower case", { ...ANY, "x-requested-with": "xmlhttprequest" }, "problem"],
    ["jQuery.load", { accept: "text/html, */*; q=0.01", "x-requested-with": "XMLHttpRequest" }, "page"],
    [
      "Turbo",
      { accept: "text/html, application/xhtml+xml", "sec-fetch-mode": "same-origin", "sec-fetch-dest": "empty" },
      "page",
    ],
    [
      "Turbo Streams",
      { accept: "text/vnd.turbo-stream.html, text/html, application/xhtml+xml", "sec-fetch-dest": "empty" },
      "page",
    ],
    ["EventSource", { accept: "text/event-stream", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }, "problem"],
    ["a WebSocket", { "sec-fetch-mode": "websocket", "sec-fetch-dest": "empty", upgrade: "websocket" }, "problem"],
    ["an image", { accept: "image/avif,image/webp,image/*,*/*;q=0.8", "sec-fetch-dest": "image" }, "problem"],
    ["a style sheet", { accept: "text/css,*/*;q=0.1", "sec-fetch-dest": "style" }, "problem"],
    ["a script", { ...ANY, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" }, "problem"],
    ["a mode without a destination", { ...ANY, "sec-fetch-mode": "cors" }, "problem"],
    // Tools and servers
    ["curl", ANY, "page"],
    ["no headers at all", {}, "page"],
    ["an empty Accept", { accept: "" }, "page"],
    ["an Accept that says nothing", { accept: ";;;, ,;" }, "page"],
    ["curl --json", { accept: "application/json", "content-type": "application/json" }, "problem"],
    ["a webhook", { ...ANY, "content-type": "application/json; charset=utf-8" }, "problem"],
    ["a JSON body of a named kind", { "content-type": "application/vnd.api+json" }, "problem"],
    [
      "a body that is JSON, an answer that is HTML",
      { accept: "text/html", "content-type": "application/json" },
      "page",
    ],
    ["a form from a tool", { ...ANY, "content-type": "multipart/form-data; boundary=json" }, "page"],
    ["a client of a JSON:API", { accept: "application/vnd.api+json" }, "problem"],
    ["a client that knows problem documents", { accept: "application/problem+json" }, "problem"],
    ["a download as CSV", { accept: "text/csv" }, "problem"],
    // Quality values and specificity (RFC 9110, section 12.5.1)
    ["HTML over JSON by q", { accept: "application/json;q=0.8, text/html" }, "page"],
    ["JSON over HTML by q", { accept: "text/html;q=0.8, application/json" }, "problem"],
    ["q in tiny steps", { accept: "text/html;q=0.501, application/json;q=0.5" }, "page"],
    ["q in upper case, with spaces", { accept: "text/html ; Q=0.1 , application/json ; Q=0.2" }, "problem"],
    ["equal: the first one named", { accept: "text/html, application/json" }, "page"],
    ["equal: the first one named, JSON", { accept: "application/json, text/html" }, "problem"],
    ["HTML refused", { accept: "text/html;q=0, */*" }, "problem"],
    ["JSON refused", { accept: "application/json;q=0, */*", "x-requested-with": "XMLHttpRequest" }, "page"],
    ["JSON named, HTML by a wildcard", { accept: "*/*, application/json" }, "problem"],
    ["HTML named, JSON by a wildcard", { accept: "*/*, text/html", "sec-fetch-dest": "empty" }, "page"],
    ["JSON named below a wildcard", { accept: "application/json;q=0.5, */*" }, "page"],
    ["any text", { accept: "text/*" }, "page"],
    ["any application type", { accept: "application/*" }, "problem"],
    [
      "a wildcard of its type beats the general one",
      { accept: "text/*;q=0.2, application/json;q=0.5, */*;q=0.9" },
      "problem",
    ],
    ["types in upper case", { accept: "APPLICATION/JSON" }, "problem"],
    [
      "a parameter with a comma in quotes",
      { accept: 'application/json;profile="a,text/html", text/html;q=0.5' },
      "problem",
    ],
    ["nothing acceptable", { accept: "*/*;q=0" }, "problem"],
    ["HTML only in a parameter", { accept: "application/json; note=text/html" }, "problem"],
  ])("%s", (_, headers, expected) => {
    for (const surface of ["dashboard", "public"] as const) {
      expect(wantsProblem(request({ surface, headers })) ? "problem" : "page").toBe(expected);
    }
  });

  test.each([NAVIGATION, { accept: "text/html" }, ANY, {}])(
    "the api surface gets a problem document: %o",
    (headers) => {
      expect(wantsProblem(request({ surface: "api", headers }))).toBe(true);
    },
  );

  test("two lines of Accept are one list", () => {
    const headers = new Headers([
      ["accept", "text/html;q=0.5"],
      ["accept", "application/json"],
    ]);
    expect(wantsProblem({ surface: "dashboard", headers })).toBe(true);
  });

  test("what stands after the first 1,000 characters of Accept is not read", () => {
    const accept = `text/html, ${"a/b,".repeat(50_000)} text/html;q=0`;
    expect(wantsProblem(request({ headers: { accept } }))).toBe(false);
  });
});

describe("the visitor's language", () => {
  test.each([
    ["en", "en"],
    ["de", "de"],
    ["de-AT", "de"],
    ["pt-BR", "pt"],
    ["pt-PT", "pt"],
    ["es-419,es;q=0.9", "es"],
    ["fr-CA,fr;q=0.9,en;q=0.8", "fr"],
    ["ru-RU", "ru"],
    ["RU-ru", "ru"],
    ["pt_BR", "pt"],
    ["zh", "en"],
    ["zh-Hant-TW,zh;q=0.9", "en"],
    ["zh-CN, fr;q=0.5", "fr"],
    ["en;q=0.5, de;q=0.9", "de"],
    ["en;q=0.5, de", "de"],
    ["de;q=0, fr;q=0.1", "fr"],
    ["de;q=0", "en"],
    ["*", "en"],
    ["*;q=0.5, ru;q=0.1", "ru"],
    ["tlh, eo;q=0.9", "en"],
    ["den, dem-DE", "en"],
    ["constructor, __proto__;q=0.9", "en"],
    ["de\t;\tq=0.2,es ; q=0.3", "es"],
    ["de;q=nonsense", "de"],
    [",,;;", "en"],
    ["", "en"],
    [null, "en"],
    [`${"zh,".repeat(100_000)}de`, "en"],
  ])("%j reads %s", (acceptLanguage, language) => {
    expect(chooseTexts(acceptLanguage).language).toBe(language);
  });
});
