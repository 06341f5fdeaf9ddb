import type { Child, PropsWithChildren } from "hono/jsx";
import type { Visit } from "../page.ts";
import type { Texts } from "../texts/texts.ts";
import { Icon } from "./icon.tsx";

/** The owner of a form: the account, and the login that proves it. */
export interface FormOwner extends Pick<Visit, "csrf" | "href"> {
  readonly account: Pick<Visit["account"], "id">;
}

interface FormProps {
  readonly visit: FormOwner;
  /** A path of the console's. */
  readonly action: string;
  readonly class?: string;
  readonly id?: string;
  /** What is typed is not left behind by accident: the browser asks. `changed`: it differs from what is saved already. */
  readonly "data-keep"?: "yes" | "changed";
  /** For forms with files: they show the progress of the upload where there is script. */
  readonly hasFile?: boolean;
}

/** A form of an account that posts to an act, with the proof that Gatehouse made it. The server checks the input. */
export function Form({ visit, action, hasFile = false, children, ...rest }: PropsWithChildren<FormProps>) {
  return (
    <form
      method="post"
      action={visit.href(action)}
      novalidate
      {...(hasFile ? { enctype: "multipart/form-data", "data-progress": "" } : {})}
      {...rest}
    >
      <Proof account={visit.account.id} csrf={visit.csrf} />
      {children}
    </form>
  );
}

/** What every form carries: the account that it belongs to, and the proof that a page of this login made it. */
export function Proof({ account, csrf }: { readonly account: string; readonly csrf: string }) {
  return (
    <>
      <input type="hidden" name="account" value={account} />
      <input type="hidden" name="csrf" value={csrf} />
    </>
  );
}

export interface FieldError {
  /** Of the input that it is about; its message has the id `<id>-error`. */
  readonly id: string;
  readonly text: string;
}

interface FieldProps {
  readonly id: string;
  readonly label: Child;
  readonly hint?: Child;
  readonly error?: string | undefined;
}

/** A label, a hint and an error around an input, which takes `describedBy(props)` and the same id. */
export function Field({ id, label, hint, error, children }: PropsWithChildren<FieldProps>) {
  return (
    <div class={error === undefined ? "field" : "field has-error"}>
      <label for={id}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <ErrorMessage id={id} error={error} />
      {children}
    </div>
  );
}

export function ErrorMessage({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  return error === undefined ? null : (
    <p class="error" id={`${id}-error`}>
      <Icon name="danger" /> {error}
    </p>
  );
}

/** The attributes that tie an input to its hint and its error. */
export function describedBy({ id, hint, error }: Omit<FieldProps, "label">) {
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return {
    id,
    ...(ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") }),
    ...(error === undefined ? {} : { "aria-invalid": "true" as const }),
  };
}

interface TextFieldProps extends FieldProps {
  readonly name: string;
  readonly value?: string;
  readonly type?: "text" | "search" | "password" | "datetime-local";
  readonly autocomplete?: string;
  readonly maxlength?: number;
  /** Addresses and tokens: no spelling, no capitals, left to right. */
  readonly isCode?: boolean;
}

export function TextField({ isCode = false, ...props }: TextFieldProps) {
  const { name, value = "", type = "text", autocomplete = "off", maxlength } = props;
  return (
    <Field {...props}>
      <input
        type={type}
        name={name}
        value={value}
        autocomplete={autocomplete}
        {...(maxlength === undefined ? {} : { maxlength })}
        {...(isCode ? CODE_INPUT : { dir: "auto" })}
        {...describedBy(props)}
      />
    </Field>
  );
}

/** For inputs that hold addresses. */
export const CODE_INPUT: Readonly<Record<string, string>> = {
  class: "code",
  dir: "ltr",
  spellcheck: "false",
  autocapitalize: "none",
  autocorrect: "off",
  translate: "no",
};

interface ChoiceProps {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly label: Child;
  readonly hint?: Child;
  readonly checked: boolean;
}

export function Radio(props: ChoiceProps) {
  return <Choice type="radio" {...props} />;
}

export function Checkbox(props: Omit<ChoiceProps, "value"> & { readonly error?: string | undefined }) {
  return <Choice type="checkbox" value="yes" {...props} />;
}

function Choice({
  type,
  label,
  ...props
}: ChoiceProps & { readonly type: "radio" | "checkbox"; readonly error?: string | undefined }) {
  const { id, name, value, hint, error, checked } = props;
  return (
    <div class={error === undefined ? "choice" : "choice has-error"}>
      <ErrorMessage id={id} error={error} />
      <input type={type} name={name} value={value} checked={checked} {...describedBy({ id, hint, error })} />
      <label for={id}>{label}</label>
      {hint === undefined ? null : (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

const MAX_SUMMARISED = 20;

/** Everything that is wrong with a form, above it, each a link to its input. The script moves the focus here. */
export function ErrorSummary({ texts, errors }: { readonly texts: Texts; readonly errors: readonly FieldError[] }) {
  if (errors.length === 0) return null;
  return (
    <div class="notice danger error-summary" role="alert" tabindex={-1} data-focus>
      <Icon name="danger" />
      <div>
        <h2>{texts.common.errorSummary(errors.length)}</h2>
        <ul>
          {errors.slice(0, MAX_SUMMARISED).map(({ id, text }) => (
            <li>
              <a href={`#${id}`}>{text}</a>
            </li>
          ))}
        </ul>
        {errors.length > MAX_SUMMARISED ? <p>{texts.common.moreErrors(errors.length - MAX_SUMMARISED)}</p> : null}
      </div>
    </div>
  );
}
