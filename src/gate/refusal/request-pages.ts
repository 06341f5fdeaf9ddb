import { html } from "hono/html";
import { type DeniedAddress, renderContactItem, renderDocument, renderFact } from "./page.ts";
import type { RefusalTexts } from "./texts/texts.ts";

/** The request waits for an administrator. */
export function renderSentPage(texts: RefusalTexts, address: string, reference: string): string {
  const { labels, request: words } = texts;
  return renderDocument(
    texts,
    words.sent,
    html`<dl>
${renderFact(labels.address, address)}
${renderFact(labels.reference, reference)}
</dl>
<h2>${words.sent.next}</h2>
<ul>
<li>${words.sent.wait}</li>
<li><a href="/">${words.sent.tryAgain}</a></li>
</ul>`,
  );
}

/** Too many requests wait already. */
export function renderFullPage(texts: RefusalTexts, denied: DeniedAddress, reference: string): string {
  const { labels, address_not_allowed: denial, request: words } = texts;
  return renderDocument(
    texts,
    words.full,
    html`<dl>
${renderFact(labels.address, denied.address)}
${renderFact(labels.reference, reference)}
</dl>
<h2>${labels.whatToDo}</h2>
<ul>
<li>${denial.askAdministrator}</li>
${renderContactItem(labels.contact, denied.contact)}
</ul>`,
  );
}
