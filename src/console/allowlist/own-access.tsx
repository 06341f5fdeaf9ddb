import { hasScope } from "../../accounts/actor.ts";
import { formatAddress } from "../../address/address.ts";
import { bareRange } from "../../allowlist/entry-line.ts";
import { type AccessEnd, endsOfAccess } from "../../allowlist/lockout.ts";
import { DAY_MS } from "../../time.ts";
import type { Visit } from "../page.ts";
import { Notice } from "../parts/notice.tsx";
import { AccessEnds } from "./review/lockout.tsx";

/** So long before it (milliseconds) the pages of the list tell visitors that their own access ends. */
const TOLD_AHEAD_MS = 7 * DAY_MS;

type Listing = Pick<Visit, "deps" | "covering">;

/** When the visitor's own address leaves the list, enforced or not. Null: never, or it is not known. */
export function ownListingEnd({ deps: { address, now }, covering }: Listing): AccessEnd | null {
  const enforced = { mode: "enforce", blockApiRequests: false } as const;
  return address === null ? null : (endsOfAccess({ policy: enforced, entries: covering }, [address], now())[0] ?? null);
}

interface OwnAccessProps {
  readonly visit: Visit;
  /** The page has a button that adds the visitor's address. */
  readonly hasAddButton?: boolean;
}

/** A standing notice while the visitor's own access ends within a week, with what keeps it. */
export function OwnAccess({ visit, hasAddButton = false }: OwnAccessProps) {
  const { texts, account, actor, deps, href } = visit;
  const { you } = texts.allowlist;
  const end = ownListingEnd(visit);
  if (account.policy.mode !== "enforce" || end === null || end.entry === null) return null;
  if (end.at > deps.now() + TOLD_AHEAD_MS) return null;
  const mayWrite = hasScope(actor.scopes, "allowlist:write");
  const { entry } = end;
  const own = formatAddress(end.address);
  const isAddable = hasAddButton && visit.covering.every(({ range }) => bareRange(range) !== own);
  return (
    <Notice kind="warning" title={you.endsTitle}>
      <p>
        <AccessEnds texts={texts} address={own} at={end.at} entry={entry} />
      </p>
      {mayWrite && entry.id !== undefined ? (
        <p>
          <a href={href(`/allowlist/entries/${entry.id}`)}>{you.extend}</a>
        </p>
      ) : null}
      {mayWrite ? null : <p>{you.askOther}</p>}
      {mayWrite && isAddable ? <p>{you.addInstead}</p> : null}
    </Notice>
  );
}
