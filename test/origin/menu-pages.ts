import { html } from "hono/html";
import { type Markup, renderPage } from "./layout.ts";
import type { User } from "./users.ts";

/** Settings → Users → Whitelist of IP addresses. */
export function renderSettingsPage(request: Request, user: User): Promise<Response> {
  const main = html`<h1>Settings</h1>
      <section class="card" aria-labelledby="users-title">
        <h2 id="users-title">Users</h2>
        <ul class="links">
          <li><a href="/settings/users/allowlist">Whitelist of IP addresses</a>
            <span class="hint">From which addresses this company's people may work.</span></li>
        </ul>
      </section>`;
  return renderPage(request, { title: "Settings", user, main });
}

/** Profile → Sessions. */
export function renderProfilePage(request: Request, user: User): Promise<Response> {
  const main = html`<h1>Profile</h1>
      <section class="card">
        <h2>${user.name}</h2>
        <p>${user.email}</p>
        <ul class="links">
          <li><a href="/profile/sessions">Sessions</a>
            <span class="hint">Every device that is logged in, and a way to log it out.</span></li>
          <li><a href="/dashboard#password-title">Change password</a></li>
        </ul>
      </section>`;
  return renderPage(request, { title: "Profile", user, main });
}

/** Instead of the console, where none can be opened. */
export function renderNoConsolePage(request: Request, user: User): Promise<Response> {
  const main: Markup = html`<h1>Not available</h1>
      <p class="error" role="alert">This page is Gatehouse's, and it cannot be opened at present.</p>`;
  return renderPage(request, { title: "Not available", user, main }, 502);
}
