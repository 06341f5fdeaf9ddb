import {
  applyChange,
  removeEntry as deleteEntry,
  changeEntry as saveEntry,
  takesAway,
} from "../../../allowlist/change/change-entry.ts";
import { type Entry, rangeText } from "../../../storage/entries/entry-records.ts";
import { type Act, type Answer, isChecked, readText, type Visit } from "../../page.ts";
import { refusalPage } from "../../refusal-page.tsx";
import { type Confirmation, guardVisitor } from "../review/confirmation.ts";
import { TRIAL_SECONDS } from "../review/trial.tsx";
import { entriesDone } from "./entries-page.tsx";
import { entryTextOf, readEntryChange, readEntryText } from "./entry-form.tsx";
import { type EntryPageProps, entryNotFound, entryPage } from "./entry-page.tsx";
import { reviewEntry } from "./entry-review.tsx";

/**
 * Saves what was typed. A change that takes no access away is saved at once. Any other is reviewed first: `step=confirm`
 * or `step=try` (on trial) comes from that review, and `step=edit` goes back to the form.
 */
export const changeEntry: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const { deps, account, texts } = visit;
    const entry = await deps.entries.get(account.id, visit.params.id ?? "");
    if (entry === null) return entryNotFound(visit);
    const text = readEntryText(form);
    const seenAt = Number(readText(form, "seen_at"));
    const step = readText(form, "step");
    const read = readEntryChange(texts, text, deps.now(), entryTextOf(entry));
    if (!read.ok || step === "edit") {
      return entryPage(visit, { entry, text, errors: read.ok ? [] : read.error, seenAt });
    }
    // Someone else changed it in between: both versions are shown, and saving again confirms it.
    if (seenAt !== entry.updatedAt)
      return entryPage(visit, { entry, text, errors: [], seenAt: entry.updatedAt, isMoved: true });

    const after = applyChange(entry, read.value);
    const isMoved = rangeText(after.range) !== rangeText(entry.range);
    if (isMoved && (await deps.entries.findByRange(account.id, after.range)) !== null) {
      return alreadyListed(visit, { entry, text, seenAt });
    }
    const confirmation = readConfirmation(form);
    if (takesAway(entry, after, deps.now())) {
      const page = await reviewEntry(visit, { entry, after, text, confirmation });
      if (page !== null) return page;
    }
    const guarded = guardVisitor(visit, confirmation.isAcknowledged);
    const target = { ...targetOf(visit, entry), confirmWithin: confirmation.isTrial ? TRIAL_SECONDS : null };
    const saved = await saveEntry(deps, visit.actor, target, read.value, guarded);
    if (saved.ok) {
      return confirmation.isTrial
        ? { kind: "redirect", to: "/allowlist?done=trying" }
        : entriesDone("changed", saved.value);
    }
    if (saved.error.code === "already_listed") return alreadyListed(visit, { entry, text, seenAt });
    return refusalPage(visit, saved.error);
  },
};

/** Removes the entry, after its review. */
export const removeEntry: Act = {
  needs: "allowlist:write",
  async act(visit, form) {
    const { deps, account } = visit;
    const entry = await deps.entries.get(account.id, visit.params.id ?? "");
    if (entry === null) return entryNotFound(visit);
    const text = entryTextOf(entry);
    const confirmation = readConfirmation(form);
    const page = await reviewEntry(visit, { entry, after: null, text, confirmation });
    if (page !== null) return page;
    const guarded = guardVisitor(visit, confirmation.isAcknowledged);
    const removed = await deleteEntry(deps, visit.actor, targetOf(visit, entry), guarded);
    return removed.ok ? entriesDone("removed", removed.value) : refusalPage(visit, removed.error);
  },
};

const readConfirmation = (form: FormData): Confirmation => ({
  isConfirmed: ["confirm", "try"].includes(readText(form, "step")),
  isAcknowledged: isChecked(form, "acknowledge"),
  isTrial: readText(form, "step") === "try",
});

const targetOf = ({ account }: Visit, { id }: Entry) => ({
  account: account.id,
  id,
  revisions: new Set([account.revision]),
});

const alreadyListed = (visit: Visit, props: Omit<EntryPageProps, "errors">): Answer =>
  entryPage(visit, { ...props, errors: [{ id: "value", text: visit.texts.allowlist.entry.alreadyListed }] });
