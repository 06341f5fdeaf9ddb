import type { Show, Visit } from "../page.ts";
import { fill } from "../parts/fill.tsx";
import { Checkbox, Form } from "../parts/form.tsx";
import { readSessionsFilter } from "./filter.ts";
import { thisDevice } from "./this-device.ts";

/** Asks before many sessions end at once: of which user, how many, and whether this device stays. */
export const confirmRevocation: Show = async (visit) => {
  const { user } = readSessionsFilter(visit.url.searchParams);
  if (user !== undefined) return confirmUser(visit, user);
  return visit.url.searchParams.has("others") ? confirmOthers(visit) : { kind: "redirect", to: "/sessions" };
};

async function confirmUser(visit: Visit, user: string): ReturnType<Show> {
  const { texts, deps, account, href } = visit;
  const { confirm, unknownUser } = texts.sessions;
  const [newest] = await deps.sessions.list(account.id, { state: "active", user, after: null, limit: 1 });
  const person = <bdi>{newest?.name ?? (user || unknownUser)}</bdi>;
  const content = (
    <Form visit={visit} action="/sessions/revoke" class="card">
      <input type="hidden" name="user" value={user} />
      <p>{fill(confirm.userText, { user: person })}</p>
      {user === visit.session.user ? <Checkbox id="keep" name="keep" label={confirm.keep} checked /> : null}
      <div class="actions">
        <button type="submit" class="danger">
          {fill(confirm.userButton, { user: person })}
        </button>
        <a href={href("/sessions")}>{texts.common.cancel}</a>
      </div>
    </Form>
  );
  return { kind: "page", title: confirm.userTitle, content };
}

async function confirmOthers(visit: Visit): ReturnType<Show> {
  const { texts, deps, account, href } = visit;
  const { confirm } = texts.sessions;
  const [current, active] = await Promise.all([thisDevice(visit), deps.sessions.countActive(account.id)]);
  const isKnown = current.length > 0;
  const content = (
    <Form visit={visit} action="/sessions/revoke" class="card">
      <input type="hidden" name="others" value="yes" />
      <p>{isKnown ? confirm.othersText : confirm.everybodyText}</p>
      <p>{confirm.howMany(active)}</p>
      <div class="actions">
        <button type="submit" class="danger">
          {isKnown ? confirm.othersButton : confirm.everybodyButton}
        </button>
        <a href={href("/sessions")}>{texts.common.cancel}</a>
      </div>
    </Form>
  );
  return { kind: "page", title: confirm.othersTitle, content };
}
