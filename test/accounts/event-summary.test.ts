import { describe, expect, test } from "vitest";
import { changeSummary, summaryOf } from "../../src/accounts/event-summary.ts";
import type { AuditDetail } from "../../src/storage/d1/audit.ts";

const by = { actor: "user:42", actorName: "Ann" };
const OFFICE = { value: "203.0.113.7", label: "Office" };
const PLAIN = { value: "203.0.113.8", label: null };

describe("the summary of an event", () => {
  test.each<[action: string, AuditDetail, string | null]>([
    ["allowlist.added", { added: { count: 1, entries: [OFFICE] } }, "Ann added 203.0.113.7 (Office)"],
    ["allowlist.added", { added: { count: 4, entries: [OFFICE] } }, "Ann added 203.0.113.7 (Office) and 3 more"],
    [
      "allowlist.added",
      { added: { count: 5, entries: [OFFICE, PLAIN, OFFICE, PLAIN, PLAIN] } },
      "Ann added 203.0.113.7 (Office), 203.0.113.8, 203.0.113.7 (Office) and 2 more",
    ],
    [
      "allowlist.replaced",
      {
        updated: 1,
        added: { count: 0, first: [], entries: [] },
        removed: { count: 2, entries: [OFFICE, PLAIN] },
        changed: { count: 1, entries: [PLAIN] },
      },
      "Ann removed 203.0.113.7 (Office), 203.0.113.8; changed 203.0.113.8",
    ],
    // As versions before this one wrote it.
    [
      "allowlist.replaced",
      { updated: 2, added: { count: 1, first: ["10.0.0.0/8"] }, removed: { count: 0, first: [] } },
      "Ann added 10.0.0.0/8; changed 2 entries",
    ],
    [
      "allowlist.added",
      { added: { count: 0, first: [] }, reactivated: { count: 1, entries: [OFFICE] } },
      "Ann reactivated 203.0.113.7 (Office)",
    ],
    ["allowlist.replaced", { updated: 1 }, "Ann changed 1 entry"],
    ["entry.changed", { before: OFFICE, after: PLAIN }, "Ann changed 203.0.113.7 (Office) to 203.0.113.8"],
    ["entry.removed", { before: OFFICE }, "Ann removed 203.0.113.7 (Office)"],
    ["denial.allowed", { range: "203.0.113.9/32", label: "Bob" }, "Ann let in 203.0.113.9/32 (Bob)"],
    ["host.added", { hostname: "app.example.com" }, null],
    // Details that nobody wrote like this.
    ["allowlist.added", { omitted: "70000 characters" }, null],
    ["allowlist.added", { added: { count: 2, entries: [null, 7] } }, "Ann added an entry, an entry"],
    ["entry.removed", { before: [1] }, "Ann removed an entry"],
  ])("of %s with %j is %j", (action, detail, summary) => {
    expect(summaryOf({ ...by, action, detail })).toBe(summary);
  });

  test.each([
    [{ actor: "operator", actorName: null }, "The operator removed 203.0.113.8"],
    [{ actor: "user:42" }, "user:42 removed 203.0.113.8"],
    [{ actor: "token:tok_1", actorName: "CI" }, "CI removed 203.0.113.8"],
  ])("names %j", (actor, summary) => {
    expect(summaryOf({ ...actor, action: "entry.removed", detail: { before: PLAIN } })).toBe(summary);
  });
});

test.each([
  ["provisional.kept", "Ann kept the change that was on trial"],
  ["provisional.undone", "Ann undid the change that was on trial"],
])("%s is said in words among the revisions", (action, expected) => {
  expect(changeSummary({ ...by, action, detail: { revision: 7 } })).toBe(expected);
});

test("what Gatehouse undid by itself is said to be its own", () => {
  const event = { actor: "gatehouse", actorName: null, action: "provisional.expired", detail: { revision: 7 } };
  expect(changeSummary(event)).toBe(
    "Gatehouse undid the change that was on trial, since no one had confirmed it in time",
  );
});
