import type { Child } from "hono/jsx";
import { type Detail, partOf } from "../../accounts/event-detail.ts";
import { fill } from "../parts/fill.tsx";
import type { Texts } from "../texts/texts.ts";

/** What became of each part of the policy that a change names, one after the other. */
export function policyChanges(texts: Texts, detail: Detail): Child {
  const [before, after] = [partOf(detail, "before"), partOf(detail, "after")];
  const changes = Object.keys(after).map((name) => describe(texts, name, before[name], after[name]));
  return (
    <>
      {changes.map((change, index) => (
        <>
          {index === 0 ? "" : "; "}
          {change}
        </>
      ))}
    </>
  );
}

function describe(texts: Texts, name: string, before: unknown, after: unknown): Child {
  const { policy, modes } = texts.activity;
  if (name === "block_api_requests" || name === "access_requests") return policy[name][after === true ? "on" : "off"];
  const isMode = name === "mode";
  const say = (value: unknown): Child =>
    isMode && isKey(modes, value) ? <strong>{modes[value]}</strong> : <bdi>{valueText(texts, value)}</bdi>;
  const called = isKey(policy.names, name) ? policy.names[name] : name;
  return fill(isMode ? policy.mode : policy.other, { name: called, before: say(before), after: say(after) });
}

function valueText({ activity: { policy } }: Texts, value: unknown): string {
  return value === null || value === undefined ? policy.nothing : String(value);
}

function isKey<T extends object>(of: T, value: unknown): value is keyof T {
  return typeof value === "string" && Object.hasOwn(of, value);
}
