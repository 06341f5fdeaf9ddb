import type { Problem } from "../admin/http/problem.ts";
import type { Answer, Visit } from "./page.ts";
import { Notice } from "./parts/notice.tsx";

/** A page for what an operation refused and this page has no better words for. */
export function problemPage({ texts }: Pick<Visit, "texts">, problem: Problem): Answer {
  const { common } = texts;
  const isBusy = problem.code === "concurrent_change";
  const isMissing = problem.code.endsWith("_not_found");
  const title = isMissing ? common.notFound.title : common.failed.title;
  const text = isBusy ? common.concurrentChange : isMissing ? common.notFound.text : problem.detail;
  const content = (
    <Notice kind="danger">
      <p>{text}</p>
    </Notice>
  );
  return { kind: "page", title, content, status: isMissing ? 404 : 409, hasErrors: true };
}
