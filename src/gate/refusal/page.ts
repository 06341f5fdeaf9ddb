import { html, raw } from "hono/html";
import { type Contact, readContact } from "./contact.ts";
import { STYLE } from "./style.ts";
import type { PageTexts, RefusalTexts } from "./texts/texts.ts";

/** What is known of a visitor with a denied address. */
interface DeniedAddress {
  readonly address: string;
  readonly contact: string | null;
}

type Markup = ReturnType<typeof html>;

/** The page for a visitor with an address that is not on the account's allowlist. */
export function renderDeniedPage(texts: RefusalTexts, denied: DeniedAddress, reference: string): string {
  const { labels, address_not_allowed: words } = texts;
  const contact = readContact(denied.contact);
  return renderDocument(
    texts,
    words,
    html`<dl>
${renderFact(labels.address, denied.address)}
${renderFact(labels.reference, reference)}
</dl>
<h2>${labels.whatToDo}</h2>
<ul>
<li>${words.leaveVpn}</li>
<li>${words.askAdministrator}</li>
${contact === null ? "" : html`<li>${labels.contact} ${renderContact(contact)}</li>`}
</ul>`,
  );
}

/** The page for every other refusal: what happened, and the reference to quote. */
export function renderPlainPage(texts: RefusalTexts, words: PageTexts, reference: string): string {
  return renderDocument(
    texts,
    words,
    html`<dl>
${renderFact(texts.labels.reference, reference)}
</dl>`,
  );
}

/** Names the keys, for the operator; never their values. */
export function renderMisconfiguredPage(
  texts: RefusalTexts,
  problems: readonly { readonly key: string; readonly detail: string; readonly fix: string }[],
  reference: string,
): string {
  return renderDocument(
    texts,
    texts.misconfigured,
    html`<dl>
${renderFact(texts.labels.reference, reference)}
</dl>
<ul lang="en">
${problems.map(({ key, detail, fix }) => html`<li><code>${key}</code> ${detail}: ${fix}</li>`)}
</ul>`,
  );
}

function renderDocument(texts: RefusalTexts, words: PageTexts, details: Markup): string {
  return String(html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${words.title}</h1>
<p>${words.explanation}</p>
${details}
</main>
</body>
</html>
`);
}

/** Addresses and references are written from left to right in every language. */
const renderFact = (label: string, value: string): Markup =>
  html`<div><dt>${label}</dt><dd><code dir="ltr" translate="no">${value}</code></dd></div>`;

/** bdi: the contact may be in another direction of writing than the page. */
function renderContact(contact: Contact): Markup {
  switch (contact.kind) {
    case "link":
      return html`<a href="${contact.href}" rel="noreferrer"><bdi>${contact.text}</bdi></a>`;
    case "text":
      return html`<bdi>${contact.text}</bdi>`;
    default:
      return contact satisfies never;
  }
}
