import { html } from "hono/html";
import type { RequestForm } from "./kinds.ts";
import type { RefusalTexts } from "./texts/texts.ts";

/** As the form's fields say it; what is longer is refused (gate/access-request/read-fields.ts). */
const MAX_NAME = 100;
const MAX_REASON = 200;

/** The form by which the visitor of a refusal page asks for access. It works without script. */
export function renderRequestForm({ request: words }: RefusalTexts, form: RequestForm): ReturnType<typeof html> {
  const { action, token, name, reason, fault } = form;
  const describedBy = fault === null ? "ask-help" : "ask-fault ask-help";
  return html`<h2 id="ask">${words.title}</h2>
${fault === null ? "" : html`<p class="fault" id="ask-fault" role="alert">${words.faults[fault]}</p>`}
<p id="ask-help">${words.explanation}</p>
<form method="post" action="${action}" aria-labelledby="ask">
<input type="hidden" name="token" value="${token}">
<label for="name">${words.name}</label>
<input id="name" name="name" value="${name}" maxlength="${MAX_NAME}" autocomplete="name" required aria-describedby="${describedBy}"${fault === "no_name" ? html` aria-invalid="true"` : ""}>
<label for="reason">${words.reason}</label>
<textarea id="reason" name="reason" rows="3" maxlength="${MAX_REASON}">
${reason}</textarea>
<button type="submit">${words.send}</button>
</form>`;
}
