import type { Problem } from "../../../admin/http/problem.ts";
import { deleteEntry, patchEntry } from "../../../admin/resources/allowlist/entry.ts";
import { isLive } from "../../../allowlist/lockout.ts";
import { settle } from "../../../allowlist/replacement.ts";
import { type Entry, rangeText } from "../../../storage/entries.ts";
import { type Act, type Answer, isChecked, readText, type Visit } from "../../page.ts";
import { problemPage } from "../../problem-page.tsx";
import { type EntryChange, entryTextOf, readEntryChange, readEntryText } from "./entry-form.tsx";
import { type EntryPageProps, entryNotFound, entryPage } from "./entry-page.tsx";
import { reviewEntry } from "./entry-review.tsx";

/**
 * Saves what was typed. What takes nothing away is saved at once; what does is shown first: `step=confirm` comes from
 * that review, and `step=edit` goes back to the form.
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
    // Somebody else was here in between: both are shown, and to save again is to know it.
    if (seenAt !== entry.updatedAt)
      return entryPage(visit, { entry, text, errors: [], seenAt: entry.updatedAt, isMoved: true });

    const after = changed(entry, read.value);
    const isMoved = rangeText(after.range) !== rangeText(entry.range);
    if (isMoved && (await deps.entries.findByRange(account.id, after.range)) !== null) {
      return alreadyListed(visit, { entry, text, seenAt });
    }
    const takesAway = isLive(entry, deps.now()) && (isMoved || !isLive(after, deps.now()));
    const isAcknowledged = isChecked(form, "acknowledge");
    if (takesAway) {
      const page = await reviewEntry(visit, { entry, after, text, isConfirmed: step === "confirm", isAcknowledged });
      if (page !== null) return page;
    }
    const answer = await patchEntry.perform({ ...callFor(visit, entry, isAcknowledged), body: read.value }, deps);
    if (answer.kind !== "problem") return { kind: "redirect", to: "/allowlist/entries?done=changed" };
    return refused(visit, { entry, text, seenAt }, answer);
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
    const isAcknowledged = isChecked(form, "acknowledge");
    const isConfirmed = readText(form, "step") === "confirm";
    const page = await reviewEntry(visit, { entry, after: null, text, isConfirmed, isAcknowledged });
    if (page !== null) return page;
    const answer = await deleteEntry.perform({ ...callFor(visit, entry, isAcknowledged), body: undefined }, deps);
    if (answer.kind !== "problem") return { kind: "redirect", to: "/allowlist/entries?done=removed" };
    return refused(visit, { entry, text, seenAt: entry.updatedAt }, answer);
  },
};

const callFor = ({ actor, account }: Visit, { id }: Entry, isAcknowledged: boolean) => ({
  actor,
  params: { account: account.id, id },
  query: isAcknowledged ? ({ acknowledge_lockout: "true" } as const) : {},
  ifMatch: new Set([String(account.revision)]),
});

function changed(entry: Entry, { value, ...details }: EntryChange): Entry {
  const settled = settle({ label: details.label, enabled: details.enabled, expiresAt: details.expires_at }, entry);
  return { ...entry, ...settled, value: value?.value ?? entry.value, range: value?.range ?? entry.range };
}

const alreadyListed = (visit: Visit, props: Omit<EntryPageProps, "errors">): Answer =>
  entryPage(visit, { ...props, errors: [{ id: "value", text: visit.texts.allowlist.entry.alreadyListed }] });

function refused(visit: Visit, props: Omit<EntryPageProps, "errors">, problem: Problem): Answer {
  return problem.code === "already_listed" ? alreadyListed(visit, props) : problemPage(visit, problem);
}
