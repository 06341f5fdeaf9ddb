import { formatAddress } from "../../address/address.ts";
import { CheckRequest, check } from "../../admin/resources/allowlist/check.ts";
import { bodyOf } from "../operation.ts";
import type { Show, Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { ErrorSummary, type FieldError, TextField } from "../parts/form.tsx";
import { problemPage } from "../problem-page.tsx";
import { Verdict } from "./verdict.tsx";

const FIRST_PATH = "/dashboard";

/** Two queries at most: who comes, and the entries that cover the address. The question is in the page's own address. */
export const showCheck: Show = async (visit) => {
  const { url, texts, account, actor, deps } = visit;
  const words = texts.check;
  const typed = url.searchParams.get("address")?.trim() ?? "";
  const path = url.searchParams.get("path")?.trim() || FIRST_PATH;
  const asked = url.searchParams.has("address") ? CheckRequest.safeParse({ address: typed, path }) : null;
  const wrong = new Set(asked?.success === false ? asked.error.issues.map(({ path: at }) => String(at[0])) : []);
  const errors = (["address", "path"] as const)
    .filter((id) => wrong.has(id))
    .map((id): FieldError => ({ id, text: words.errors[id] }));

  let verdict = null;
  if (asked?.success === true) {
    const call = { actor, params: { account: account.id }, query: {}, body: asked.data, ifMatch: null };
    const answer = bodyOf(await check.perform(call, deps));
    if (!answer.ok) return problemPage(visit, answer.error);
    const address = formatAddress(asked.data.address);
    verdict = <Verdict visit={visit} asked={{ address, path: asked.data.path }} answer={answer.value} />;
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
