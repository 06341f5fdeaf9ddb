import { hasScope } from "../../../accounts/actor.ts";
import { exportList } from "../../../allowlist/export.ts";
import type { Answer, Show, Visit } from "../../page.ts";
import { describedBy, ErrorSummary, Field, type FieldError, Form, Radio } from "../../parts/form.tsx";
import { ListTabs } from "../tabs.tsx";

/** The list as files, of any length. */
export const showFilePage: Show = async (visit) => filePage(visit, { how: "add", errors: [] });

/** The whole list as a file. */
export const downloadList: Show = async ({ deps, account, url }) => {
  const format = url.searchParams.get("format") === "text" ? "text" : "csv";
  return { kind: "download", file: exportList(deps, account, format) };
};

interface FilePageProps {
  readonly how: "add" | "replace";
  readonly errors: readonly FieldError[];
}

export function filePage(visit: Visit, { how, errors }: FilePageProps): Answer {
  const { texts, href, actor } = visit;
  const { file } = texts.allowlist;
  const chosen = { id: "file", hint: file.chooseHint, error: errors[0]?.text };
  const mayWrite = hasScope(actor.scopes, "allowlist:write");
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      <section class="card">
        <ListTabs visit={visit} current="file" />
        <h2>{file.export}</h2>
        <p class="hint">{file.exportHint}</p>
        <div class="actions">
          <a class="button secondary" href={href("/allowlist/export?format=csv")} download>
            {file.exportCsv}
          </a>
          <a class="button secondary" href={href("/allowlist/export?format=text")} download>
            {file.exportText}
          </a>
        </div>
      </section>
      {mayWrite ? (
        <section class="card" aria-labelledby="import">
          <h2 id="import">{file.import}</h2>
          <Form visit={visit} action="/allowlist/file" hasFile>
            <Field label={file.choose} {...chosen}>
              <input type="file" name="file" accept=".txt,.csv,text/plain,text/csv" {...describedBy(chosen)} />
            </Field>
            <fieldset>
              <legend>{file.how}</legend>
              <div class="choices">
                <Radio id="how-add" name="how" value="add" checked={how === "add"} {...file.add} />
                <Radio id="how-replace" name="how" value="replace" checked={how === "replace"} {...file.replace} />
              </div>
            </fieldset>
            <p data-progress-text data-failed={file.uploadFailed} role="status" hidden>
              {file.uploading}
            </p>
            <progress hidden aria-label={file.uploading}></progress>
            <button type="submit">{file.button}</button>
          </Form>
        </section>
      ) : null}
    </>
  );
  const hasErrors = errors.length > 0;
  return { kind: "page", title: file.title, content, hasErrors, status: hasErrors ? 422 : 200 };
}
