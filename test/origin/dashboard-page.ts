import { html } from "hono/html";
import { type Markup, renderPage } from "./layout.ts";
import { LEADS, type Lead, type LeadStage } from "./leads.ts";
import type { User } from "./users.ts";

export type PasswordOutcome = "changed" | "wrong_current" | "empty_new";

const STAGES: Readonly<Record<LeadStage, string>> = { new: "New", talking: "In talks", won: "Won", lost: "Lost" };
const EUROS = new Intl.NumberFormat("en", { style: "currency", currency: "EUR", maximumFractionDigits: 0 });

/** The leads and the password form, with what became of a change of password; 422 when it was refused. */
export function renderDashboardPage(
  request: Request,
  user: User,
  outcome: PasswordOutcome | null,
  company: string | null = null,
): Promise<Response> {
  const main = html`<h1>Leads${company === null ? "" : ` of ${company}`}</h1>
      ${figures(LEADS)}
      ${table(LEADS)}
      ${passwordForm(user, outcome)}`;
  const refused = outcome !== null && outcome !== "changed";
  return renderPage(request, { title: "Leads", user, main }, refused ? 422 : 200);
}

function figures(leads: readonly Lead[]): Markup {
  const open = leads.filter((lead) => lead.stage === "new" || lead.stage === "talking");
  const won = leads.filter((lead) => lead.stage === "won");
  return html`<dl class="figures">
        <div><dt>Open leads</dt><dd>${open.length}</dd></div>
        <div><dt>In the pipeline</dt><dd>${EUROS.format(total(open))}</dd></div>
        <div><dt>Won</dt><dd>${EUROS.format(total(won))}</dd></div>
      </dl>`;
}

function total(leads: readonly Lead[]): number {
  return leads.reduce((sum, lead) => sum + lead.value, 0);
}

function table(leads: readonly Lead[]): Markup {
  return html`<div class="card scroll" role="region" aria-label="Leads" tabindex="0">
        <table>
          <thead>
            <tr>
              <th scope="col">Company</th>
              <th scope="col">Contact</th>
              <th scope="col">Stage</th>
              <th scope="col" class="number">Value</th>
              <th scope="col">Owner</th>
            </tr>
          </thead>
          <tbody>
            ${leads.map(row)}
          </tbody>
        </table>
      </div>`;
}

function row(lead: Lead): Markup {
  return html`<tr>
              <th scope="row">${lead.company}</th>
              <td>${lead.contact}</td>
              <td><span class="stage ${lead.stage}">${STAGES[lead.stage]}</span></td>
              <td class="number">${EUROS.format(lead.value)}</td>
              <td>${lead.owner}</td>
            </tr>
            `;
}

function passwordForm(user: User, outcome: PasswordOutcome | null): Markup {
  return html`<section class="card narrow" aria-labelledby="password-title">
        <h2 id="password-title">Change password</h2>
        ${outcome === null ? "" : notice(outcome)}
        <form method="post" action="/password">
          <input type="hidden" name="email" autocomplete="username" value="${user.email}">
          <label for="current">Current password</label>
          <input id="current" name="current_password" type="password" autocomplete="current-password" required>
          <label for="new">New password</label>
          <input id="new" name="new_password" type="password" autocomplete="new-password" required>
          <button>Change password</button>
        </form>
      </section>`;
}

function notice(outcome: PasswordOutcome): Markup {
  switch (outcome) {
    case "changed":
      return html`<p class="success" role="status">Your password is changed.</p>`;
    case "wrong_current":
      return html`<p class="error" role="alert">That is not your current password.</p>`;
    case "empty_new":
      return html`<p class="error" role="alert">The new password is empty.</p>`;
    default:
      return outcome satisfies never;
  }
}
