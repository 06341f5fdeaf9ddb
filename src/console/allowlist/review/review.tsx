import type { Child } from "hono/jsx";
import type * as z from "zod";
import type { Preview } from "../../../admin/resources/allowlist/preview.ts";
import { Code } from "../../parts/code.tsx";
import { Checkbox } from "../../parts/form.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Cell, Row, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import type { Texts } from "../../texts/texts.ts";

/** The API's own answer to what a change would mean. */
export type PreviewView = z.output<typeof Preview>;

interface PartProps {
  readonly texts: Texts;
  readonly preview: PreviewView;
}

/** What the list gains and loses. */
export function ListChanges({ texts, preview: { allowlist } }: PartProps) {
  const { reviewing } = texts.allowlist;
  const { added, removed, updated } = allowlist;
  return (
    <>
      {added.count > 0 ? <Lines title={reviewing.added(added.count)} kind="added" list={added} texts={texts} /> : null}
      {removed.count > 0 ? (
        <Lines title={reviewing.removed(removed.count)} kind="removed" list={removed} texts={texts} />
      ) : null}
      {updated > 0 ? <p>{reviewing.updated(updated)}</p> : null}
    </>
  );
}

interface LinesProps {
  readonly title: string;
  readonly kind: "added" | "removed" | "changed";
  readonly list: { readonly count: number; readonly items: readonly string[] };
  readonly texts: Texts;
}

export function Lines({ title, kind, list, texts }: LinesProps) {
  return (
    <div>
      <h3>{title}</h3>
      <ul class="lines" dir="ltr" tabindex={0} aria-label={title}>
        {list.items.map((line) => (
          <li class={kind}>
            <bdi translate="no">{withoutSinglePrefix(line)}</bdi>
          </li>
        ))}
        {list.count > list.items.length ? <li>{texts.common.andMore(list.count - list.items.length)}</li> : null}
      </ul>
    </div>
  );
}

/** `203.0.113.7/32` is an address to people, and so is an IPv6 address with /128. */
const withoutSinglePrefix = (line: string): string => line.replace(/^([\d.]+)\/32$|^([\da-f:]+)\/128$/, "$1$2");

/** Entries that are valid, and that their writer should look at again. */
export function Warnings({ texts, preview: { allowlist } }: PartProps) {
  const { warnings, warning_count: total } = allowlist;
  if (total === 0) return null;
  return (
    <Notice kind="warning" title={texts.allowlist.reviewing.warnings}>
      <ul>
        {warnings.map(({ line, value, code, detail, fix }) => {
          const said = texts.allowlist.warning({ code, detail, fix }, value);
          return (
            <li>
              <bdi>{line === undefined || line === 0 ? said : texts.allowlist.errorInLine(line, said)}</bdi>
            </li>
          );
        })}
      </ul>
      {total > warnings.length ? <p>{texts.common.andMore(total - warnings.length)}</p> : null}
    </Notice>
  );
}

/** Who of the people of the last 30 days would be turned away, and who let in. */
export function ShutOut({ texts, preview }: PartProps) {
  const { reviewing } = texts.allowlist;
  const { sessions, denials, mode } = preview;
  const { columns } = reviewing;
  const { count, items } = sessions.turned_away;
  return (
    <section class="card" aria-labelledby="shut-out">
      <h2 id="shut-out">{reviewing.shutOut}</h2>
      {count === 0 ? <p>{nobody(texts, preview)}</p> : <p>{reviewing.shutOutCount(count, sessions.considered)}</p>}
      {count === 0 ? null : (
        <Table caption={reviewing.shutOut} columns={[columns.user, columns.device, columns.address, columns.lastSeen]}>
          {items.map(({ user, name, device, address, last_seen_at: lastSeen }) => (
            <Row>
              <Cell column={columns.user}>
                <bdi>{name ?? user ?? texts.common.unknown}</bdi>
              </Cell>
              <Cell column={columns.device}>
                <bdi>{device.label}</bdi>
              </Cell>
              <Cell column={columns.address}>
                <Code text={address} />
              </Cell>
              <Cell column={columns.lastSeen}>
                <Time texts={texts} at={lastSeen} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {count > items.length ? <p>{texts.common.andMore(count - items.length)}</p> : null}
      {mode === "enforce" && sessions.let_in.count > 0 ? <p>{reviewing.letInCount(sessions.let_in.count)}</p> : null}
      {denials.let_in.count > 0 ? <p>{reviewing.deniedLetIn(denials.let_in.count)}</p> : null}
    </section>
  );
}

function nobody({ allowlist: { reviewing } }: Texts, { mode, sessions }: PreviewView): string {
  if (mode !== "enforce") return reviewing.shutOutOff;
  return sessions.considered === 0 ? reviewing.shutOutNoSessions : reviewing.shutOutNone;
}

/** The visitor's own address, if the change would turn it away; null: it would not. */
export function lostAddress({ addresses, mode }: PreviewView): string | null {
  const own = addresses.find((each) => each.is === "caller");
  return mode === "enforce" && own?.blocked_after === true ? own.address : null;
}

interface LockoutProps extends PartProps {
  /** The box was not ticked when it was to be saved. */
  readonly isMissing: boolean;
}

/** What stands between the visitor and a change that takes their own way in. */
export function Lockout({ texts, preview, isMissing }: LockoutProps): Child {
  const { reviewing } = texts.allowlist;
  if (preview.refusal === "empty_allowlist") {
    return (
      <Notice kind="danger" title={reviewing.empty}>
        <p>{reviewing.emptyText}</p>
      </Notice>
    );
  }
  const address = lostAddress(preview);
  if (address === null) return null;
  return (
    <Notice kind="danger" title={reviewing.yourself}>
      <p>{reviewing.yourselfText(address)}</p>
      <Checkbox
        id="acknowledge"
        name="acknowledge"
        label={reviewing.yourselfCheckbox(address)}
        checked={false}
        error={isMissing ? reviewing.yourselfMissing : undefined}
      />
    </Notice>
  );
}
