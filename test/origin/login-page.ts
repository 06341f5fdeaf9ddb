import { html } from "hono/html";
import { isSharedHost } from "./companies.ts";
import { renderPage } from "./layout.ts";

export interface LoginForm {
  /** What was typed before, so that it need not be typed again. */
  readonly email: string;
  /** Why the login failed, or null on the first visit. */
  readonly error: string | null;
  readonly company?: string;
}

/** The login form; 401 when it is shown because a login failed. */
export function renderLoginPage(request: Request, { email, error, company = "" }: LoginForm): Promise<Response> {
  const isShared = isSharedHost(request);
  const main = html`<section class="card narrow">
        <h1>Log in</h1>
        ${error === null ? "" : html`<p class="error" role="alert">${error}</p>`}
        <form method="post" action="/login">
          <label for="email">Email</label>
          <input id="email" name="email" type="email" autocomplete="username" required value="${email}">
          <label for="password">Password</label>
          <input id="password" name="password" type="password" autocomplete="current-password" required>
          <label for="code">Two-factor code <span class="hint">(if you use one)</span></label>
          <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code">
          ${
            isShared
              ? html`<label for="company">Company</label>
          <input id="company" name="company" autocomplete="organization" required value="${company}">`
              : ""
          }
          <button>Log in</button>
        </form>
        ${
          isShared
            ? html`<p class="hint">A demo: <code>carol@example.com</code> with <code>carol-password</code> for the companies
          <code>acme</code> and <code>globex</code>, or <code>dave@example.com</code> with <code>dave-password</code> for
          <code>globex</code>.</p>`
            : html`<p class="hint">A demo: <code>ann@example.com</code> with <code>ann-password</code>, or <code>bob@example.com</code>
          with <code>bob-password</code> and the code <code>123456</code>.</p>`
        }
      </section>`;
  return renderPage(request, { title: "Log in", user: null, main }, error === null ? 200 : 401);
}
