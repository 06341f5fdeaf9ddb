import { formatAddress } from "../../address/address.ts";
import { checkVisit, VisitPath } from "../../allowlist/check-address.ts";
import { AddressText } from "../../input/scalars.ts";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { ErrorSummary, type FieldError, TextField } from "../parts/form.tsx";
import { Verdict } from "./verdict.tsx";

const FIRST_PATH = "/dashboard";

/** Two queries at most: who comes, and the entries that cover the address. The question is in the page's own address. */
export const showCheck: Show = async (visit) => {
  const { url, texts, account, deps } = visit;
  const words = texts.check;
  const typed = url.searchParams.get("address")?.trim() ?? "";
  const path = url.searchParams.get("path")?.trim() || FIRST_PATH;
  const isAsked = url.searchParams.has("address");
  const address = isAsked ? AddressText.safeParse(typed) : null;
  const visitPath = isAsked ? VisitPath.safeParse(path) : null;
  const errors: FieldError[] = [];
  if (address?.success === false) errors.push({ id: "address", text: words.errors.address });
  if (visitPath?.success === false) errors.push({ id: "path", text: words.errors.path });

  let verdict = null;
  if (address?.success === true && visitPath?.success === true) {
    const asked = { address: address.data, path: visitPath.data };
    const answer = await checkVisit(deps, account, asked);
    verdict = <Verdict visit={visit} asked={{ ...asked, address: formatAddress(asked.address) }} answer={answer} />;
  }
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      <p class="lead">{words.lead}</p>
      <Question visit={visit} typed={{ address: typed, path }} errors={errors} />
      {verdict}
    </>
  );
  const hasErrors = errors.length > 0;
  return { kind: "page", title: words.title, content, hasErrors, status: hasErrors ? 422 : 200 };
};

interface QuestionProps {
  readonly visit: Visit;
  readonly typed: { readonly address: string; readonly path: string };
  readonly errors: readonly FieldError[];
}

function Question({ visit, typed, errors }: QuestionProps) {
  const { texts, href, deps } = visit;
  const words = texts.check;
  const own = deps.address === null ? texts.common.unknown : formatAddress(deps.address);
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.text;
  return (
    <form method="get" action={href("/check")} class="card" novalidate>
      <TextField
        id="address"
        name="address"
        label={words.address}
        hint={fill(words.addressHint, { address: <Code text={own} /> })}
        value={typed.address}
        error={errorOf("address")}
        isCode
      />
      <TextField
        id="path"
        name="path"
        label={words.path}
        hint={words.pathHint}
        value={typed.path}
        error={errorOf("path")}
        isCode
      />
      <button type="submit">{words.button}</button>
    </form>
  );
}
