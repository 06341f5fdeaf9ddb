import type { Session } from "../../storage/sessions/session-records.ts";
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

interface SessionRowProps {
  readonly visit: Visit;
  readonly session: Session;
  readonly isCurrent: boolean;
  readonly trust: Trust;
  /** The visitor may log it out. */
  readonly ends: boolean;
}

export function SessionRow({ visit, session, isCurrent, trust, ends }: SessionRowProps) {
  const { texts, href } = visit;
  const { columns, ...words } = texts.sessions;
  const { address, firstAddress: first } = session;
  return (
    <Row>
      <Cell column={columns.device}>
        <Device label={session.device.label} type={session.device.type}>
          {isCurrent ? <span class="tag good">{words.thisDevice}</span> : null}
          {session.kind === "api" ? <span class="tag">{words.apiAccess}</span> : null}
          {session.newDevice && session.endedAt === null && !isCurrent ? (
            <NewDevice visit={visit} session={session} />
          ) : null}
        </Device>
      </Cell>
      <Cell column={columns.user}>
        <User visit={visit} session={session} />
      </Cell>
      <Cell column={columns.address}>
        <a href={href(withQuery("/sessions", { address }))}>
          <Code text={address} />
        </a>
        <TrustTag texts={texts} trust={trust} />
        <Region texts={texts} region={session.region} />
        {first === address ? null : (
          <span class="hint">{fill(words.firstAddress, { address: <Code text={first} /> })}</span>
        )}
      </Cell>
      <Cell column={columns.twoFactor}>{yesOrNo(visit, session.twoFactor)}</Cell>
      <Cell column={columns.loggedIn}>
        <Time texts={texts} at={session.loggedInAt} />
      </Cell>
      <Cell column={columns.lastSeen}>
        <Time texts={texts} at={session.lastSeenAt} />
      </Cell>
      {session.endedAt === null ? null : (
        <Cell column={columns.ended}>
          <Time texts={texts} at={session.endedAt} />
          {session.endReason === null ? null : <span class="hint">{words.reasons[session.endReason]}</span>}
        </Cell>
      )}
      {ends ? (
        <Cell column={columns.act}>
          <LogOut visit={visit} session={session} />
        </Cell>
      ) : null}
    </Row>
  );
}

function User({ visit: { texts, href }, session: { user, name } }: Pick<SessionRowProps, "visit" | "session">) {
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

/** What to do about a new device, of the visitor or of another user. */
function NewDevice({ visit, session }: Pick<SessionRowProps, "visit" | "session">) {
  const { texts, deps, session: login } = visit;
  const words = texts.sessions;
  const { passwordUrl } = deps.config;
  const isOthers = session.user !== null && login.user !== null && session.user !== login.user;
  const link = passwordUrl === null ? words.changePassword : <a href={passwordUrl}>{words.changePassword}</a>;
  return (
    <>
      <span class="tag warn">{words.newDevice}</span>
      <span class="hint">{isOthers ? words.notThem : fill(words.notYou, { link })}</span>
    </>
  );
}

function LogOut({ visit, session }: Pick<SessionRowProps, "visit" | "session">) {
  const { texts, url } = visit;
  const { logOut, logOutDevice, unknownUser } = texts.sessions;
  const slots = {
    device: <bdi>{session.device.label}</bdi>,
    user: <bdi>{session.name ?? session.user ?? unknownUser}</bdi>,
  };
  return (
    <Form visit={visit} action="/sessions/end">
      <input type="hidden" name="id" value={session.id} />
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
