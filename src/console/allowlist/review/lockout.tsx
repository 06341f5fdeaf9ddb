import type { Child } from "hono/jsx";
import type { NamedEntry } from "../../../allowlist/entry-line.ts";
import type { RefusalOf } from "../../../allowlist/refusal.ts";
import type { ChangeReview } from "../../../allowlist/review/review-change.ts";
import { Code } from "../../parts/code.tsx";
import { fill } from "../../parts/fill.tsx";
import { Checkbox } from "../../parts/form.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Time } from "../../parts/time.tsx";
import type { Texts } from "../../texts/texts.ts";
import { ownEndOf } from "./confirmation.ts";
import type { PartProps } from "./review.tsx";

interface LockoutProps extends PartProps {
  /** The box was not ticked when it was to be saved. */
  readonly isMissing: boolean;
}

/**
 * Shown when the change cannot be saved, or when the visitor's own access would end: with the box that acknowledges it
 * when that is at once or soon.
 */
export function Lockout({ texts, review, isMissing }: LockoutProps): Child {
  const { reviewing } = texts.allowlist;
  if (review.refusal?.code === "empty_allowlist") {
    return (
      <Notice kind="danger" title={reviewing.empty}>
        <p>{reviewing.emptyText}</p>
      </Notice>
    );
  }
  const own = ownEndOf(review);
  if (own === null) return null;
  const { address, at, entry, isRefused } = own;
  const { ends } = reviewing;
  return (
    <Notice
      kind={isRefused ? "danger" : "warning"}
      title={at === null ? reviewing.yourself : isRefused ? ends.soon : ends.later}
    >
      {at === null ? (
        <p>{reviewing.yourselfText(address)}</p>
      ) : (
        <>
          <p>
            <AccessEnds texts={texts} address={address} at={at} entry={entry} />
          </p>
          <p>{isRefused ? ends.fixOrAcknowledge : ends.fix}</p>
        </>
      )}
      {isRefused ? (
        <Checkbox
          id="acknowledge"
          name="acknowledge"
          label={at === null ? reviewing.yourselfCheckbox(address) : ends.checkbox(address)}
          checked={false}
          error={isMissing ? missingText(texts, review) : undefined}
        />
      ) : null}
    </Notice>
  );
}

/** What is said when the box was not ticked. */
export function missingText({ allowlist: { reviewing } }: Texts, review: ChangeReview): string {
  const isAtOnce = ownEndOf(review)?.at === null;
  return isAtOnce ? reviewing.yourselfMissing : reviewing.ends.missing;
}

/** Why a change was refused that locks the visitor out, when it came to that only as it was saved. */
export const lockoutText = (
  { allowlist: { reviewing } }: Texts,
  { lockedOutAt }: RefusalOf<"lockout_risk">,
  nowMs: number,
): string => (lockedOutAt > nowMs ? reviewing.ends.soon : reviewing.yourself);

interface AccessEndsProps {
  readonly texts: Texts;
  readonly address: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly entry: NamedEntry | null;
}

/** When the visitor's own access ends, and with which entry. */
export function AccessEnds({ texts, address, at, entry }: AccessEndsProps): Child {
  const label = entry?.label ?? null;
  return fill(texts.allowlist.reviewing.ends.text, {
    address: <Code text={address} />,
    time: <Time texts={texts} at={at} />,
    entry: (
      <>
        <Code text={entry?.value ?? address} />
        {label === null ? null : <bdi>{` (${label})`}</bdi>}
      </>
    ),
  });
}
