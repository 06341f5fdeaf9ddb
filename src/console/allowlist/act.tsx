import { parseEntry } from "../../address/entry.ts";
import { preview } from "../../admin/preview.ts";
import type { Problem } from "../../admin/problem.ts";
import type { EntriesBody } from "../../admin/proposed-entries.ts";
import { rangeText } from "../../storage/entries.ts";
import { type Act, type Answer, isChecked, readText, type Visit } from "../page.ts";
import { Notice } from "../parts/notice.tsx";
import { problemPage } from "../problem-page.tsx";
import { baseOf, type Draft, readDraft } from "./draft.ts";
import { editorPage } from "./editor.tsx";
import { describeLines } from "./line-errors.ts";
import { loadAllowlist } from "./load.ts";
import { mergeDraft } from "./merge.ts";
import { MergeNews } from "./merge-news.tsx";
import { keysOf, proposeList, readListText } from "./propose.ts";
import { lostAddress } from "./review.tsx";
import { reviewPage } from "./review-page.tsx";
import { saveChange } from "./save.ts";
import { areAddresses } from "./state.tsx";

/**
 * The form of the list. Its buttons: `add` puts a line into the box; `step=review` shows what the change would mean;
 * from there `step=save` saves and `step=edit` goes back. Nothing is saved without its review, nothing typed is lost.
 */
export const changeAllowlist: Act = {
  needs: "allowlist:write",
  mayHoldList: true,
  async act(visit, form) {
    const draft = readDraft(form);
    const added = readText(form, "add");
    if (added !== "") return addLine(visit, draft, added);
    switch (readText(form, "step")) {
      case "edit":
        return edit(visit, draft);
      case "save":
        return judge(visit, draft, { isSave: true, isAcknowledged: isChecked(form, "acknowledge") });
      default:
        return judge(visit, draft, { isSave: false, isAcknowledged: false });
    }
  },
};

/** The visitor's own address as one more line, unless the box covers exactly that already. */
async function addLine(visit: Visit, draft: Draft, value: string): Promise<Answer> {
  const { addedLine, alreadyInBox } = visit.texts.allowlist;
  const entry = parseEntry(value);
  if (draft.text === null || !entry.ok) return edit(visit, draft);
  if (keysOf(draft.text).has(rangeText(entry.value.range))) return edit(visit, draft, alreadyInBox);
  const text = draft.text.replace(/\n*$/, "");
  const line = `${entry.value.value} # ${visit.session.actorName}`;
  return edit(visit, { ...draft, text: text === "" ? line : `${text}\n${line}` }, addedLine);
}

async function edit(visit: Visit, draft: Draft, said?: string): Promise<Answer> {
  const news =
    said === undefined ? null : (
      <Notice kind="info" isNews>
        <p>{said}</p>
      </Notice>
    );
  return editorPage(visit, { data: await loadAllowlist(visit), draft, news });
}

interface Wish {
  readonly isSave: boolean;
  readonly isAcknowledged: boolean;
}

/** From the text to the review, or to what is done: each thing that stands in the way has its page. */
async function judge(visit: Visit, draft: Draft, wish: Wish): Promise<Answer> {
  const { texts, deps, account } = visit;
  const read = readListText(draft.text ?? "");
  if (!read.ok) {
    const data = await loadAllowlist(visit);
    if (read.error.kind === "problem") {
      return editorPage(visit, {
        data,
        draft,
        errors: [{ id: "list", text: texts.allowlist.tooManyEntries }],
        status: 422,
      });
    }
    return editorPage(visit, { data, draft, lineErrors: describeLines(texts, read.error), status: 422 });
  }
  if (draft.base.revision !== account.revision) return mergePage(visit, draft);

  const now = deps.now();
  const list =
    draft.text === null
      ? null
      : proposeList(read.value, keysOf(draft.base.text ?? ""), await deps.entries.allRanges(account.id), now);
  const previewed = await preview.perform(
    {
      actor: visit.actor,
      params: { account: account.id },
      query: {},
      body: { policy: { mode: draft.mode, block_api_requests: draft.blockApi }, allowlist: list },
      ifMatch: null,
    },
    deps,
  );
  if (previewed.kind !== "json")
    return previewed.kind === "problem" ? refused(visit, draft, previewed) : edit(visit, draft);
  const { body } = previewed;
  if (body.revision !== account.revision) return mergePage(visit, draft);

  const { added, removed, updated } = body.allowlist;
  const isListChanged = added.count + removed.count + updated > 0;
  const isSwitched = draft.mode !== account.policy.mode || draft.blockApi !== account.policy.blockApiRequests;
  if (!isListChanged && !isSwitched) return edit(visit, draft, texts.allowlist.nothingChanged);

  const isMissing = lostAddress(body) !== null && !wish.isAcknowledged;
  if (!wish.isSave || isMissing || body.refusal === "empty_allowlist") {
    const counted =
      list === null
        ? await countLive(visit)
        : { live: read.value.entries.length, onlyAddresses: areAddresses(read.value.entries) };
    return reviewPage(visit, { draft, preview: body, ...counted, isAcknowledgementMissing: wish.isSave && isMissing });
  }
  return save(visit, draft, isListChanged ? list : null, wish);
}

async function save(visit: Visit, draft: Draft, list: EntriesBody | null, wish: Wish): Promise<Answer> {
  const { policy, revision } = visit.account;
  const before = { mode: policy.mode, blockApi: policy.blockApiRequests };
  const change = { revision, before, after: draft, list, isLockoutAcknowledged: wish.isAcknowledged };
  const saved = await saveChange(visit, change);
  if (saved.problem === null) {
    return {
      kind: "redirect",
      to: saved.isPublished ? "/allowlist?done=saved" : "/allowlist?done=saved&unpublished=1",
    };
  }
  if (saved.done.length === 0) return refused(visit, draft, saved.problem);
  const now = await reread(visit);
  const { partlySaved } = visit.texts.allowlist;
  return editorPage(now, {
    data: await loadAllowlist(now),
    draft: { ...draft, base: (await currentBase(now)) ?? draft.base },
    errors: [{ id: "list", text: `${partlySaved} ${describe(visit, saved.problem)}` }],
    status: 409,
  });
}

async function refused(visit: Visit, draft: Draft, problem: Problem): Promise<Answer> {
  if (problem.code === "revision_mismatch") return mergePage(await reread(visit), draft);
  if (problem.code === "account_not_found") return problemPage(visit, problem);
  const errors = [{ id: "list", text: describe(visit, problem) }];
  return editorPage(visit, { data: await loadAllowlist(visit), draft, errors, status: 409 });
}

function describe({ texts }: Visit, problem: Problem): string {
  switch (problem.code) {
    case "too_many_entries":
      return texts.allowlist.tooManyEntries;
    case "empty_allowlist":
      return texts.allowlist.reviewing.emptyText;
    case "lockout_risk":
      return texts.allowlist.reviewing.yourself;
    case "concurrent_change":
    case "revision_mismatch":
      return texts.common.concurrentChange;
    default:
      return problem.detail;
  }
}

/** Somebody else's change came first: the form again, with both. */
async function mergePage(visit: Visit, draft: Draft): Promise<Answer> {
  const { deps, account, texts } = visit;
  const data = await loadAllowlist(visit);
  const merge = mergeDraft(draft, baseOf(account, data.list.entries, deps.now()));
  const events = await deps.audit.list(account.id, {}, { after: null, limit: 20 });
  const event = events.find(({ revision }) => revision === account.revision) ?? null;
  const news = <MergeNews texts={texts} merge={merge} event={event} />;
  return editorPage(visit, { data, draft: merge.draft, news, status: 409 });
}

/** The visit with the account as it is by now. */
async function reread(visit: Visit): Promise<Visit> {
  const account = await visit.deps.accounts.get(visit.account.id);
  return account === null ? visit : { ...visit, account };
}

async function currentBase(visit: Visit) {
  const { list } = await loadAllowlist(visit);
  return baseOf(visit.account, list.entries, visit.deps.now());
}

async function countLive({ deps, account }: Visit) {
  return { live: await deps.entries.countLive(account.id, deps.now()), onlyAddresses: false };
}
