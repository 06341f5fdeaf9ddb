import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readContact } from "../../../src/gate/refusal/contact.ts";
import { NAVIGATION, render, renderPage } from "./builders.ts";

describe("an https URL or a mail address is a link", () => {
  test.each([
    ["https://customer.example/help", "https://customer.example/help", undefined],
    ["  https://customer.example/help  ", "https://customer.example/help", "https://customer.example/help"],
    ["HTTPS://Customer.Example", "https://customer.example/", undefined],
    ["https://customer.example/?a=1&b=2#c", "https://customer.example/?a=1&b=2#c", undefined],
    ["https://münchen.example/hilfe", "https://xn--mnchen-3ya.example/hilfe", undefined],
    [`https://customer.example/"><script>`, "https://customer.example/%22%3E%3Cscript%3E", undefined],
    ["help@customer.example", "mailto:help@customer.example", undefined],
    ["first.last+vpn@mail.customer.example", "mailto:first.last+vpn@mail.customer.example", undefined],
    ["mailto:help@customer.example", "mailto:help@customer.example", "help@customer.example"],
  ])("%s", (contact, href, text = contact) => {
    expect(readContact(contact)).toEqual({ kind: "link", href, text });
  });
});

describe("everything else is text", () => {
  test.each([
    "Ana, extension 12",
    "http://customer.example/help",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\u200bscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://customer.example/1",
    "//customer.example/help",
    "customer.example/help",
    "/help",
    "https:customer.example",
    "https:/customer.example",
    "https:\\\\customer.example",
    "https://customer.example\\@other.example",
    "https://customer.example/ or call",
    "https://",
    "https://[::1",
    "https://customer.example@other.example/",
    "https://user:password@customer.example/",
    "help@customer",
    "help@customer.example, it@customer.example",
    "help@customer.example?bcc=someone@other.example",
    "help&cc=x@customer.example",
    "help%0abcc:x@customer.example",
    "Ana <help@customer.example>",
    '"a b"@customer.example',
    "mailto:javascript:alert(1)",
    "tel:+4912345",
  ])("%s", (contact) => {
    expect(readContact(contact)?.kind).toBe("text");
  });

  test.each([null, "", " \t\r\n", "\u202e\u200b", "\u0000"])("%j is no contact", (contact) => {
    expect(readContact(contact)).toBeNull();
  });
});

describe("hostile contacts", () => {
  test("markup and quotes are shown, not obeyed", async () => {
    const page = await renderPage({ contact: `</main><img src=x onerror='a()'> "&amp;` });
    expect(page).toContain("<bdi>&lt;/main&gt;&lt;img src=x onerror=&#39;a()&#39;&gt; &quot;&amp;amp;</bdi>");
  });

  test("a quote in a URL does not end the attribute", async () => {
    const page = await renderPage({ contact: `https://customer.example/'onclick='x"onclick="y` });
    expect(page).toContain(`href="https://customer.example/&#39;onclick=&#39;x%22onclick=%22y"`);
  });

  test("javascript: is never a link", async () => {
    const page = await renderPage({ contact: "javascript:alert(document.domain)" });
    expect(page).not.toContain("href");
    expect(page).toContain("<bdi>javascript:alert(document.domain)</bdi>");
  });

  test("characters that turn the direction of writing are taken out", async () => {
    const page = await renderPage({ contact: "call \u202egro.live\u202c \u2066now\u2069\u061c" });
    expect(page).toContain("<bdi>call  gro.live   now</bdi>");
  });

  test.each([
    ["text", "x".repeat(10_000)],
    ["a URL", `https://customer.example/${"x".repeat(10_000)}`],
    ["a mail address", `${"x".repeat(9_980)}@customer.example`],
    ["quotes, which escaping makes longer", '"'.repeat(10_000)],
    ["emoji, cut between two", "😀".repeat(5_000)],
    ["emoji, cut through one", `x${"😀".repeat(5_000)}`],
    ["white space before the rest", `${" ".repeat(9_990)}javascript:`],
  ])("10,000 characters (%s) are cut and never a link, and the page stays small", async (_, contact) => {
    const page = await renderPage({ contact });
    expect(new TextEncoder().encode(page).byteLength).toBeLessThan(6 * 1024);
    expect(page).not.toContain("href");
    expect(page).not.toContain("\ufffd");
  });

  test("line breaks reach no header", () => {
    const headers = { ...NAVIGATION, "accept-language": "de" };
    const refusal = { kind: "address_not_allowed", address: "203.0.113.9", contact: "a\r\nSet-Cookie: x=1" } as const;
    const response = render(refusal, { headers });
    expect([...response.headers.values()].join()).not.toContain("Set-Cookie");
    expect(response.headers.has("set-cookie")).toBe(false);
  });

  test("whatever the contact is, the page has the tags that it always has", async () => {
    const tags = (page: string) => page.match(/<[^>]*>/g)?.filter((tag) => !tag.startsWith("<a href="));
    const forText = tags(await renderPage({ contact: "text" }));
    const forLink = tags(await renderPage({ contact: "help@customer.example" }));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 300 }),
          fc.string({
            unit: fc.constantFrom("<", ">", '"', "'", "&", "\\", "/", "=", "a", " ", ":", "@", "\u202e"),
            maxLength: 300,
          }),
          fc.webUrl({ validSchemes: ["https", "http", "javascript"], withFragments: true, withQueryParameters: true }),
          fc.emailAddress(),
        ),
        async (contact) => {
          const page = await renderPage({ contact });
          const read = readContact(contact);
          expect(new TextEncoder().encode(page).byteLength).toBeLessThan(6 * 1024);
          if (read === null) expect(page).not.toContain("<bdi>");
          else if (read.kind === "text") expect(tags(page)).toEqual(forText);
          else {
            expect(read.href).toMatch(/^(https:\/\/[^\s"<>]+|mailto:[\w.+-]+@[\w.-]+)$/);
            expect(tags(page)?.filter((tag) => tag !== "</a>")).toEqual(forLink?.filter((tag) => tag !== "</a>"));
          }
        },
      ),
    );
  });
});
