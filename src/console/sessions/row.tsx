import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Device } from "../parts/device.tsx";
import { fill } from "../parts/fill.tsx";
import { Form } from "../parts/form.tsx";
import { Region } from "../parts/region.tsx";
import { Cell, Row } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { TrustTag } from "../parts/trust-tag.tsx";
import { withQuery } from "../query.ts";
import type { Trust } from "../trust.ts";
import { sessionsQuery } from "./filter.ts";
import type { SessionFacts } from "./list.tsx";

interface SessionRowProps {
  readonly visit: Visit;
  readonly facts: SessionFacts;
  readonly isCurrent: boolean;
  readonly trust: Trust;
  /** The visitor may log it out. */
  readonly ends: boolean;
}

export function SessionRow({ visit, facts, isCurrent, trust, ends }: SessionRowProps) {
  const { texts, href } = visit;
  const { columns, ...words } = texts.sessions;
  const { address, first_address: first } = facts;
  return (
    <Row>
      <Cell column={columns.device}>
        <Device label={facts.device.label} type={facts.device.type}>
          {isCurrent ? <span class="tag good">{words.thisDevice}</span> : null}
          {facts.kind === "api" ? <span class="tag">{words.apiAccess}</span> : null}
          {facts.new_device && facts.ended_at === null && !isCurrent ? <NewDevice visit={visit} facts={facts} /> : null}
        </Device>
      </Cell>
      <Cell column={columns.user}>
        <User visit={visit} facts={facts} />
      </Cell>
      <Cell column={columns.address}>
        <a href={href(withQuery("/sessions", { address }))}>
          <Code text={address} />
        </a>
        <TrustTag texts={texts} trust={trust} />
        <Region texts={texts} region={facts.region} />
        {first === address ? null : (
          <span class="hint">{fill(words.firstAddress, { address: <Code text={first} /> })}</span>
        )}
      </Cell>
      <Cell column={columns.twoFactor}>{yesOrNo(visit, facts.two_factor)}</Cell>
      <Cell column={columns.loggedIn}>
        <Time texts={texts} at={facts.logged_in_at} />
      </Cell>
      <Cell column={columns.lastSeen}>
        <Time texts={texts} at={facts.last_seen_at} />
      </Cell>
      {facts.ended_at === null ? null : (
        <Cell column={columns.ended}>
          <Time texts={texts} at={facts.ended_at} />
          {facts.end_reason === null ? null : <span class="hint">{words.reasons[facts.end_reason]}</span>}
        </Cell>
      )}
      {ends ? (
        <Cell column={columns.act}>
          <LogOut visit={visit} facts={facts} />
        </Cell>
      ) : null}
    </Row>
  );
}

function User({ visit: { texts, href }, facts: { user, name } }: Pick<SessionRowProps, "visit" | "facts">) {
  if (user === null) return name === null ? <span class="soft">{texts.sessions.unknownUser}</span> : <bdi>{name}</bdi>;
  return (
    <>
      <a href={href(withQuery("/sessions", { user }))}>
        <bdi>{name ?? user}</bdi>
      </a>
      {name === null ? null : <bdi class="hint">{user}</bdi>}
    </>
  );
}

/** What to do about a device that is new: one's own, or somebody else's. */
function NewDevice({ visit, facts }: Pick<SessionRowProps, "visit" | "facts">) {
  const { texts, deps, session } = visit;
  const words = texts.sessions;
  const { passwordUrl } = deps.config;
  const isOthers = facts.user !== null && session.user !== null && facts.user !== session.user;
  const link = passwordUrl === null ? words.changePassword : <a href={passwordUrl}>{words.changePassword}</a>;
  return (
    <>
      <span class="tag warn">{words.newDevice}</span>
      <span class="hint">{isOthers ? words.notThem : fill(words.notYou, { link })}</span>
    </>
  );
}

function LogOut({ visit, facts }: Pick<SessionRowProps, "visit" | "facts">) {
  const { texts, url } = visit;
  const { logOut, logOutDevice, unknownUser } = texts.sessions;
  const slots = { device: <bdi>{facts.device.label}</bdi>, user: <bdi>{facts.name ?? facts.user ?? unknownUser}</bdi> };
  return (
    <Form visit={visit} action="/sessions/end">
      <input type="hidden" name="id" value={facts.id} />
      <input type="hidden" name="back" value={sessionsQuery(url.searchParams).toString()} />
      <button type="submit" class="danger small">
        {logOut}
        <span class="visually-hidden"> {fill(logOutDevice, slots)}</span>
      </button>
    </Form>
  );
}

function yesOrNo({ texts: { common } }: Visit, known: boolean | null) {
  if (known === null) return <span class="soft">{common.unknown}</span>;
  return known ? common.yes : common.no;
}
