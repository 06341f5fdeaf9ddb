import { html, raw } from "hono/html";
import { type Contact, readContact } from "./contact.ts";
import type { RequestForm } from "./kinds.ts";
import { renderRequestForm } from "./request-form.ts";
import { FORM_STYLE, STYLE } from "./style.ts";
import type { PageTexts, RefusalTexts } from "./texts/texts.ts";

/** What is known of a visitor with a denied address. */
export interface DeniedAddress {
  readonly address: string;
  readonly contact: string | null;
  readonly form?: RequestForm;
}

export type Markup = ReturnType<typeof html>;

/** The page for a visitor with an address that is not on the account's allowlist. */
export function renderDeniedPage(texts: RefusalTexts, denied: DeniedAddress, reference: string): string {
  const { labels, address_not_allowed: words } = texts;
  const { form } = denied;
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
${renderContactItem(labels.contact, denied.contact)}
</ul>
${form === undefined ? "" : renderRequestForm(texts, form)}`,
    form === undefined ? "" : FORM_STYLE,
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

/** `moreStyle`: what only this page needs. */
export function renderDocument(texts: RefusalTexts, words: PageTexts, details: Markup, moreStyle = ""): string {
  return String(html`<!doctype html>
<html lang="${texts.language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<style>${raw(STYLE)}</style>${
    moreStyle === ""
      ? ""
      : html`
<style>${raw(moreStyle)}</style>`
  }
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
export const renderFact = (label: string, value: string): Markup =>
  html`<div><dt>${label}</dt><dd><code dir="ltr" translate="no">${value}</code></dd></div>`;

/** The contact as an item of a list; nothing when there is none. */
export function renderContactItem(label: string, text: string | null): Markup | string {
  const contact = readContact(text);
  return contact === null ? "" : html`<li>${label} ${renderContact(contact)}</li>`;
}

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
