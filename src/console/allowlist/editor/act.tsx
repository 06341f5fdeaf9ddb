import { findAccount } from "../../../accounts/change.ts";
import { parseEntry } from "../../../address/entry/entry.ts";
import { isLive } from "../../../allowlist/lockout.ts";
import type { ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { reviewChange } from "../../../allowlist/review/review-change.ts";
import { rangeText } from "../../../storage/entries/entry-records.ts";
import { doneQuery } from "../../history/revision.ts";
import { type Act, type Answer, isChecked, readText, type Visit } from "../../page.ts";
import { Notice } from "../../parts/notice.tsx";
import { withQuery } from "../../query.ts";
import { refusalPage } from "../../refusal-page.tsx";
import { boxText } from "../list-text.ts";
import { type Confirmation, guardVisitor, nextStep } from "../review/confirmation.ts";
import { lockoutText } from "../review/lockout.tsx";
import { areAddresses } from "../review/state.tsx";
import { TRIAL_SECONDS } from "../review/trial.tsx";
import { AnyTextNews, faultText, LeftOutList } from "./any-text.tsx";
import { baseOf, type Draft, readDraft } from "./draft.ts";
import { editorPage } from "./editor.tsx";
import { editorReview } from "./editor-review.tsx";
import { describeLines } from "./list-field.tsx";
import { loadAllowlist } from "./load.ts";
import { mergeDraft } from "./merge.ts";
import { MergeNews } from "./merge-news.tsx";
import { keysOf, proposeList, readListText, type TextFault } from "./propose.ts";
import { readIntoBox } from "./read-into-box.ts";
import { type SaveRefusal, saveChange } from "./save.ts";

/**
 * The form of the list. Its buttons: `add` puts a line into the box, `step=read` what any text has; `step=review` shows
 * what the change would mean; from there `step=save` saves, `step=try` saves on trial, and `step=edit` goes back.
 * Nothing is saved without its review, nothing typed is lost.
 */
export const changeAllowlist: Act = {
  needs: "allowlist:write",
  mayHoldList: true,
  async act(visit, form) {
    const draft = readDraft(form);
    const pasted = readText(form, "any_text");
    const added = readText(form, "add");
    if (added !== "") return addLine(visit, draft, added, pasted);
    const step = readText(form, "step");
    // A text that waits to be read is read before the list is reviewed: it would be lost.
    if (step === "read" || pasted.trim() !== "") return readPasted(visit, draft, pasted);
    switch (step) {
      case "edit":
        return edit(visit, draft);
      case "save":
      case "try": {
        const isTrial = readText(form, "step") === "try";
        return judge(visit, draft, { isConfirmed: true, isAcknowledged: isChecked(form, "acknowledge"), isTrial });
      }
      default:
        return judge(visit, draft, { isConfirmed: false, isAcknowledged: false, isTrial: false });
    }
  },
};

/** Adds the visitor's own address as a line, unless the box already has exactly that range. */
async function addLine(visit: Visit, draft: Draft, value: string, pasted: string): Promise<Answer> {
  const { addedLine, alreadyInBox } = visit.texts.allowlist;
  const entry = parseEntry(value);
  if (draft.text === null || !entry.ok) return edit(visit, draft);
  if (keysOf(draft.text).has(rangeText(entry.value.range))) return edit(visit, draft, alreadyInBox, pasted);
  const text = draft.text.trimEnd();
  const line = `${entry.value.value} # ${visit.session.actorName}`;
  return edit(visit, { ...draft, text: boxText(text === "" ? [line] : [text, line]) }, addedLine, pasted);
}

/** Puts what is found in any text into the box, and says what was left out. */
async function readPasted(visit: Visit, draft: Draft, text: string): Promise<Answer> {
  const { texts } = visit;
  if (draft.text === null) return edit(visit, draft);
  const data = await loadAllowlist(visit);
  const read = readIntoBox(draft.text, text);
  if (read.ok) {
    const news = <AnyTextNews texts={texts} read={read.value} />;
    return editorPage(visit, { data, draft: { ...draft, text: read.value.text }, news });
  }
  const { error } = read;
  const news =
    error.kind === "nothing_found" && error.leftOutCount > 0 ? (
      <Notice kind="warning" isNews>
        <LeftOutList texts={texts} {...error} />
      </Notice>
    ) : null;
  return editorPage(visit, { data, draft, news, pasted: { text, error: faultText(texts, error) }, status: 422 });
}

async function edit(visit: Visit, draft: Draft, said?: string, pasted = ""): Promise<Answer> {
  const news =
    said === undefined ? null : (
      <Notice kind="info" isNews>
        <p>{said}</p>
      </Notice>
    );
  return editorPage(visit, { data: await loadAllowlist(visit), draft, news, pasted: { text: pasted } });
}

/** From the text to the review, or to what is saved. Each thing that prevents it has its page. */
async function judge(visit: Visit, draft: Draft, confirmation: Confirmation): Promise<Answer> {
  const { texts, deps, account } = visit;
  const read = readListText(draft.text ?? "");
  if (!read.ok) return correct(visit, draft, read.error);
  if (draft.base.revision !== account.revision) return mergePage(visit, draft);

  const list = draft.text === null ? null : proposeList(read.value);
  const policy = { ...account.policy, mode: draft.mode, blockApiRequests: draft.blockApi };
  const reviewed = { guarded: guardVisitor(visit, false), asAddress: null };
  const review = await reviewChange(deps, account, { policy, list }, reviewed);

  if (review.errors.length > 0) return correct(visit, draft, { kind: "errors", errors: review.errors });

  const { added, removed, updated } = review.list;
  const isListChanged = added.count + removed.count + updated.count > 0;
  const isSwitched = draft.mode !== account.policy.mode || draft.blockApi !== account.policy.blockApiRequests;
  if (!isListChanged && !isSwitched) return edit(visit, draft, texts.allowlist.nothingChanged);

  const step = nextStep(review, confirmation);
  if (step.kind === "save") return save(visit, draft, isListChanged ? list : null, confirmation);
  const counted = list === null ? await countLive(visit) : countLiveOf(list, deps.now());
  return editorReview(visit, { draft, review, ...counted, isMissing: step.isMissing });
}

/** The form again, with what is wrong in its text. */
async function correct(visit: Visit, draft: Draft, fault: TextFault): Promise<Answer> {
  const { texts } = visit;
  const data = await loadAllowlist(visit);
  if (fault.kind === "errors") {
    return editorPage(visit, { data, draft, lineErrors: describeLines(texts, fault.errors), status: 422 });
  }
  const errors = [{ id: "list", text: texts.allowlist.tooManyEntries }];
  return editorPage(visit, { data, draft, errors, status: 422 });
}

async function save(
  visit: Visit,
  draft: Draft,
  list: ProposedList | null,
  { isAcknowledged, isTrial }: Confirmation,
): Promise<Answer> {
  const { policy, revision } = visit.account;
  const before = { mode: policy.mode, blockApi: policy.blockApiRequests };
  const confirmWithin = isTrial ? TRIAL_SECONDS : null;
  const saved = await saveChange(visit, { revision, before, after: draft, list, isAcknowledged, confirmWithin });
  if (saved.refusal === null) {
    // The bar of a trial undoes it.
    const from = isTrial ? saved.to : revision;
    return {
      kind: "redirect",
      to: withQuery("/allowlist", doneQuery(isTrial ? "trying" : "saved", { ...saved, from })),
    };
  }
  if (saved.done.length === 0) return refused(visit, draft, saved.refusal);
  const now = await reread(visit);
  const { partlySaved } = visit.texts.allowlist;
  return editorPage(now, {
    data: await loadAllowlist(now),
    draft: { ...draft, base: (await currentBase(now)) ?? draft.base },
    errors: [{ id: "list", text: `${partlySaved} ${describe(visit, saved.refusal)}` }],
    status: 409,
  });
}

async function refused(visit: Visit, draft: Draft, refusal: SaveRefusal): Promise<Answer> {
  if (refusal.code === "revision_mismatch") return mergePage(await reread(visit), draft);
  if (refusal.code === "account_not_found") return refusalPage(visit, refusal);
  const errors = [{ id: "list", text: describe(visit, refusal) }];
  return editorPage(visit, { data: await loadAllowlist(visit), draft, errors, status: 409 });
}

function describe({ texts, deps }: Visit, refusal: SaveRefusal): string {
  switch (refusal.code) {
    case "empty_allowlist":
      return texts.allowlist.reviewing.emptyText;
    case "lockout_risk":
      return lockoutText(texts, refusal, deps.now());
    case "provisional_open":
      return texts.provisional.blocked;
    case "concurrent_change":
    case "revision_mismatch":
      return texts.common.concurrentChange;
    case "invalid_entries":
      return refusal.errors.map((error) => texts.allowlist.error(error)).join(" ");
    case "account_not_found":
      return texts.common.notFound.text;
    default:
      return refusal satisfies never;
  }
}

/** Another change was saved first: shows the form again, with both changes. */
async function mergePage(visit: Visit, draft: Draft): Promise<Answer> {
  const { deps, account, texts } = visit;
  const data = await loadAllowlist(visit);
  const merge = mergeDraft(draft, baseOf(account, data.list.entries));
  const events = await deps.audit.list(account.id, {}, { after: null, limit: 20 });
  const event = events.find(({ revision }) => revision === account.revision) ?? null;
  const news = <MergeNews texts={texts} merge={merge} event={event} />;
  return editorPage(visit, { data, draft: merge.draft, news, status: 409 });
}

/** The visit with the account as it is now. */
async function reread(visit: Visit): Promise<Visit> {
  const account = await findAccount(visit.deps, visit.account.id);
  return account.ok ? { ...visit, account: account.value } : visit;
}

async function currentBase(visit: Visit) {
  const { list } = await loadAllowlist(visit);
  return baseOf(visit.account, list.entries);
}

/** Of a list that says everything of its entries. */
function countLiveOf({ entries }: ProposedList, nowMs: number) {
  const live = entries.filter(({ enabled = true, expiresAt = null }) => isLive({ enabled, expiresAt }, nowMs));
  return { live: live.length, onlyAddresses: areAddresses(live) };
}

async function countLive({ deps, account }: Visit) {
  return { live: await deps.entries.countLive(account.id, deps.now()), onlyAddresses: false };
}
