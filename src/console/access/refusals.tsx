import { formatAddress } from "../../address/address.ts";
import { Notice } from "../parts/notice.tsx";
import type { ConsoleRequest } from "../request.ts";
import { plainPage } from "./plain.tsx";
import { Retained } from "./retained.tsx";

/** The account's list is enforced, and the visitor's address is not on it. */
export function refuseAddress(asked: ConsoleRequest, contact: string | null): Promise<Response> {
  const { notAllowed } = asked.texts.access;
  const { address } = asked.deps;
  const content = (
    <>
      <p>{notAllowed.text}</p>
      <dl class="facts">
        <div>
          <dt>{notAllowed.address}</dt>
          <dd>
            <code dir="ltr" translate="no">
              {address === null ? asked.texts.common.unknown : formatAddress(address)}
            </code>
          </dd>
        </div>
      </dl>
      <h2>{notAllowed.whatToDo}</h2>
      <ul>
        <li>{notAllowed.network}</li>
        <li>
          {notAllowed.colleague}
          {contact === null ? null : (
            <>
              {" "}
              <bdi>{contact}</bdi>
            </>
          )}
        </li>
        <li>{notAllowed.operator}</li>
      </ul>
    </>
  );
  return plainPage(asked, { status: 403, title: notAllowed.title, content });
}

/** A form from elsewhere than the console's own pages. */
export function refuseForeignForm(asked: ConsoleRequest): Promise<Response> {
  const { foreignForm } = asked.texts.access;
  return plainPage(asked, { status: 403, title: foreignForm.title, content: <p>{foreignForm.text}</p> });
}

/**
 * A form without a live login.
 *
 * @param form what was typed, which then waits for the next login; null: it was not read.
 */
export function refuseWithoutLogin(asked: ConsoleRequest, form: FormData | null): Promise<Response> {
  const { sessionOver } = asked.texts.access;
  const content = (
    <>
      <p>{sessionOver.text}</p>
      <p>{form === null ? sessionOver.notKept : sessionOver.kept}</p>
      <p>
        <a href={asked.href("/login")} target="_blank" rel="noopener">
          {sessionOver.logIn}
        </a>
      </p>
      {form === null ? null : <Retained asked={asked} form={form} csrf={null} button={sessionOver.again} />}
    </>
  );
  return plainPage(asked, { status: 401, title: sessionOver.title, content });
}

/**
 * A form of another account than the one that its sender is logged in to, or than its path names: it is not done, and not
 * offered for confirmation either.
 *
 * @param names of the form's account, and of those that the browser is logged in to, or the path's.
 * @param form what was typed, which then waits for a login to its own account; null: it was not read, or is not shown.
 */
export function refuseOtherAccountsForm(
  asked: ConsoleRequest,
  names: { readonly of: string; readonly here: readonly string[] },
  form: FormData | null,
): Promise<Response> {
  const { otherAccountsForm, sessionOver } = asked.texts.access;
  const content = (
    <>
      <Notice kind="danger">
        <p>{otherAccountsForm.text(names.of, names.here)}</p>
      </Notice>
      <p>{form === null ? otherAccountsForm.notKept(names.of) : otherAccountsForm.kept(names.of)}</p>
      {form === null ? null : <Retained asked={asked} form={form} csrf={null} button={sessionOver.again} />}
    </>
  );
  return plainPage(asked, { status: 403, title: otherAccountsForm.title, content });
}

/** A form of an earlier login, or of an attacker on this very host: its sender is asked to confirm it. */
export function askAgain(asked: ConsoleRequest, form: FormData, csrf: string): Promise<Response> {
  const { formStale } = asked.texts.access;
  const content = (
    <>
      <Notice kind="warning">
        <p>{formStale.text}</p>
      </Notice>
      <Retained asked={asked} form={form} csrf={csrf} button={formStale.again} />
    </>
  );
  return plainPage(asked, { status: 403, title: formStale.title, content });
}

/** More than the form may hold. */
export function refuseTooLarge(asked: ConsoleRequest, what: "list" | "plain"): Promise<Response> {
  const { formTooLarge } = asked.texts.access;
  if (what === "plain") {
    return plainPage(asked, { status: 413, title: formTooLarge.title, content: <p>{formTooLarge.text}</p> });
  }
  const { title, tooLarge } = asked.texts.allowlist.file;
  return plainPage(asked, { status: 413, title, content: <p>{tooLarge}</p> });
}

export function refuseTooMany(asked: ConsoleRequest, seconds: number): Promise<Response> {
  const { tooMany } = asked.texts.access;
  return plainPage(asked, { status: 429, title: tooMany.title, content: <p>{tooMany.text(seconds)}</p> });
}

/** Says nothing of the cause, only the reference to find it in the log. */
export function failurePage(asked: ConsoleRequest, status: 500 | 503): Promise<Response> {
  const { failed, reference } = asked.texts.common;
  const content = (
    <>
      <p>{failed.text}</p>
      <p class="hint">{reference(asked.deps.requestId)}</p>
    </>
  );
  return plainPage(asked, { status, title: failed.title, content });
}
