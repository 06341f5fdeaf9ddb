import type { ConsoleRequest } from "../request.ts";

interface RetainedProps {
  readonly asked: ConsoleRequest;
  readonly form: FormData;
  /** Null: there is no login yet that the form could belong to. */
  readonly csrf: string | null;
  readonly button: string;
}

/** A form once more as it was sent, unseen: its sender reads what it is for, and sends it again. Files are not kept. */
export function Retained({ asked, form, csrf, button }: RetainedProps) {
  const fields = [...form].filter(([name, value]) => name !== "csrf" && typeof value === "string");
  return (
    <form method="post" action={asked.url.pathname + asked.url.search}>
      {csrf === null ? null : <input type="hidden" name="csrf" value={csrf} />}
      {fields.map(([name, value]) => (
        // A textarea, for a hidden input would drop line ends.
        <textarea name={name} hidden readonly>
          {`\n${String(value)}`}
        </textarea>
      ))}
      <button type="submit">{button}</button>
    </form>
  );
}
