import type { Child } from "hono/jsx";
import type { ChangeReview } from "../../../allowlist/review/review-change.ts";
import type { Answer, Visit } from "../../page.ts";
import { ErrorSummary, Form } from "../../parts/form.tsx";
import { Lockout, missingText } from "./lockout.tsx";
import { ShutOut, Warnings } from "./review.tsx";

interface ReviewPageProps {
  readonly title: string;
  readonly review: ChangeReview;
  /** The change locks its maker out, and the box that acknowledges it was not ticked. */
  readonly isMissing: boolean;
  /** Above all else, such as news. */
  readonly news?: Child;
  /** What changes. */
  readonly changes: Child;
  /** Between the review and the form. */
  readonly after?: Child;
  /** The form: its path, what travels along unseen, and its buttons. `save` is left out when saving would be refused. */
  readonly form: {
    readonly action: string;
    readonly keep?: "changed";
    readonly hidden: Child;
    readonly save: Child;
    readonly others: Child;
    /** Below the buttons. */
    readonly note?: Child;
  };
}

/** What a change would do, before it is saved. The form brings back everything that was typed. */
export function reviewPage(visit: Visit, props: ReviewPageProps): Answer {
  const { texts } = visit;
  const { title, review, isMissing, news = null, changes, after = null, form } = props;
  const { reviewing } = texts.allowlist;
  const errors = isMissing ? [{ id: "acknowledge", text: missingText(texts, review) }] : [];
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      {news}
      <section class="card" aria-labelledby="changes">
        <h2 id="changes">{reviewing.changes}</h2>
        {changes}
      </section>
      <Warnings texts={texts} review={review} />
      <ShutOut texts={texts} review={review} />
      {after}
      <Form visit={visit} action={form.action} {...(form.keep === undefined ? {} : { "data-keep": form.keep })}>
        {form.hidden}
        <Lockout texts={texts} review={review} isMissing={isMissing} />
        <div class="actions">
          {review.refusal?.code === "empty_allowlist" ? null : form.save}
          {form.others}
        </div>
        {review.refusal?.code === "empty_allowlist" ? null : form.note}
      </Form>
    </>
  );
  return { kind: "page", title, content, hasErrors: isMissing, status: isMissing ? 409 : 200 };
}
