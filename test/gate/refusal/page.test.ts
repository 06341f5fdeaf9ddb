import { describe, expect, test } from "vitest";
import type { Refusal } from "../../../src/gate/refusal/kinds.ts";
import { STYLE } from "../../../src/gate/refusal/style.ts";
import { TEXTS_BY_LANGUAGE } from "../../../src/gate/refusal/texts/languages.ts";
import { ADDRESS, NAVIGATION, REFUSALS, REQUEST_ID, render, renderPage } from "./builders.ts";

const LANGUAGES = [...TEXTS_BY_LANGUAGE.values()];
const MAX_PAGE_BYTES = 6 * 1024;
const byteLength = (text: string) => new TextEncoder().encode(text).byteLength;

/** The text that is between tags, as a person reads it. */
const readText = (page: string) =>
  page
    .slice(page.indexOf("<body>"))
    .replace(/<[^>]*>/g, " ")
    .replace(/[ \n]+/g, " ")
    .trim();

type PageKind = Exclude<Refusal["kind"], "address_not_allowed" | "token_ended" | "session_in_url">;
const hasNoPlainPage = (kind: Refusal["kind"]): kind is Exclude<Refusal["kind"], PageKind> =>
  kind === "address_not_allowed" || kind === "token_ended" || kind === "session_in_url";

test("six languages at least", () => {
  expect([...TEXTS_BY_LANGUAGE.keys()]).toEqual(expect.arrayContaining(["en", "es", "pt", "fr", "de", "ru"]));
});

describe.each(LANGUAGES)("in $language", (texts) => {
  test("the page of a denied address says this and nothing else", async () => {
    const page = await renderPage({ contact: "Ana, 3rd floor" }, texts.language);
    const { labels, address_not_allowed: words } = texts;
    expect(readText(page)).toBe(
      [
        words.title,
        words.explanation,
        `${labels.address} ${ADDRESS}`,
        `${labels.reference} ${REQUEST_ID}`,
        labels.whatToDo,
        words.leaveVpn,
        words.askAdministrator,
        `${labels.contact} Ana, 3rd floor`,
      ].join(" "),
    );
    expect(page).not.toMatch(/gatehouse|cloudflare/i);
  });

  test("without a contact nothing is said of one", async () => {
    expect(readText(await renderPage({}, texts.language))).not.toContain(texts.labels.contact);
  });

  test("the page is small and tells assistive technology its language, title and main part", async () => {
    const page = await renderPage({ contact: "https://customer.example/help" }, texts.language);
    expect(byteLength(page)).toBeLessThan(MAX_PAGE_BYTES / 2);
    expect(page).toMatch(/^<!doctype html>\n<html lang="[a-z]{2}" dir="(ltr|rtl)">/);
    expect(page).toContain(`<html lang="${texts.language}" dir="${texts.direction}">`);
    expect(page).toContain(`<title>${texts.address_not_allowed.title}</title>`);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<main>/g)).toHaveLength(1);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  });

  test.each(REFUSALS.flatMap(({ kind }) => (hasNoPlainPage(kind) ? [] : [kind])))(
    "%s says what happened and the reference",
    async (kind) => {
      const refusal = REFUSALS.find((one) => one.kind === kind) ?? expect.fail();
      const page = await render(refusal, { headers: { ...NAVIGATION, "accept-language": texts.language } }).text();
      const { title, explanation } =
        texts[kind === "origin_unreachable" || kind === "answer_withheld" ? "unavailable" : kind];
      const keys = refusal.kind === "misconfigured" ? " API_PATHS is not a path: start with /" : "";
      expect(readText(page)).toBe(`${title} ${explanation} ${texts.labels.reference} ${REQUEST_ID}${keys}`);
    },
  );

  test("every text is filled in, trimmed, and of its own language", () => {
    const all = listTexts(texts);
    for (const text of all) expect(text).toMatch(/^\S(.*\S)?$/);
    if (texts.language !== "en") {
      const english = new Set(listTexts(TEXTS_BY_LANGUAGE.get("en") ?? expect.fail()));
      expect(all.filter((text) => english.has(text) && text !== "ltr")).toEqual([]);
    }
  });
});

describe("the page needs nothing but itself", () => {
  test("no script, no handler, no form, no style attribute, and nothing that is loaded", async () => {
    const page = await renderPage({ contact: "https://customer.example/help" });
    expect(page).not.toMatch(/<(script|form|img|link|iframe|object|base)\b|\s(on\w+|style|src)=|url\(|@import/i);
  });

  test("the only link is the contact", async () => {
    const page = await renderPage({ contact: "https://customer.example/help" });
    expect(page.match(/href="[^"]*"/g)).toEqual(['href="https://customer.example/help"']);
  });

  test("a long IPv6 address can wrap, and stays left to right", async () => {
    const address = "2001:db8:85a3:1234:5678:8a2e:3070:7334";
    expect(await renderPage({ address })).toContain(`<code dir="ltr" translate="no">${address}</code>`);
    expect(STYLE).toContain("overflow-wrap:anywhere");
  });

  test("an address is escaped, whatever it is", async () => {
    const page = await renderPage({ address: `<b onclick="x">&'` });
    expect(page).toContain("&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;");
  });
});

describe("contrast", () => {
  const schemes = [...STYLE.matchAll(/:root\{[^}]*\}/g)].map(([rule], index) => ({
    scheme: index === 0 ? "light" : "dark",
    colours: new Map([...rule.matchAll(/--(\w+):(#[\da-f]{3,6})/g)].map(([, name = "", value = ""]) => [name, value])),
  }));

  test("both schemes are there", () => expect(schemes).toHaveLength(2));

  test.each(
    schemes.flatMap(({ scheme, colours }) => ["text", "soft", "link"].map((name) => ({ scheme, colours, name }))),
  )("$name on the card is readable in $scheme (WCAG 2.2, 1.4.3)", ({ colours, name }) => {
    expect(contrast(colours.get(name) ?? "", colours.get("card") ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});

function listTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(listTexts) : [];
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance" of #rgb or #rrggbb. */
function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[\da-f]/g, "$&$&") : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
