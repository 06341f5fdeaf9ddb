import type { Denial } from "../../storage/visits/denials.ts";
import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Device } from "../parts/device.tsx";
import { Region } from "../parts/region.tsx";
import { Cell, Row } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { TrustTag } from "../parts/trust-tag.tsx";
import type { Texts } from "../texts/texts.ts";
import type { Trust } from "../trust.ts";

interface DenialRowProps {
  readonly visit: Visit;
  readonly denial: Denial;
  readonly trust: Trust;
  /** The visitor may let it in. */
  readonly admits: boolean;
}

export function DenialRow({ visit, denial, trust, admits }: DenialRowProps) {
  const { texts, href } = visit;
  const { columns, ...words } = texts.denials;
  return (
    <Row>
      <Cell column={columns.address}>
        <Address texts={texts} denial={denial} />
        {trust === "listed" ? <TrustTag texts={texts} trust={trust} /> : null}
        <Region texts={texts} region={denial.region} />
      </Cell>
      <Cell column={columns.device}>
        {denial.device === null ? (
          <span class="soft">{words.manyDevices}</span>
        ) : (
          <Device label={denial.device.label} type={denial.device.type} />
        )}
      </Cell>
      <Cell column={columns.surface}>
        <span>{words.surface[denial.surface]}</span>
        <span class={denial.isBlocked ? "tag bad" : "tag"}>
          {words.outcome[denial.isBlocked ? "blocked" : "would_be_blocked"]}
        </span>
        <span class="hint">{reasonText(texts, denial.reason)}</span>
      </Cell>
      <Cell column={columns.count}>
        <span class="number">{words.count(denial.visits)}</span>
      </Cell>
      <Cell column={columns.first}>
        <Time texts={texts} at={denial.firstAt} />
      </Cell>
      <Cell column={columns.last}>
        <Time texts={texts} at={denial.lastAt} />
      </Cell>
      {admits ? (
        <Cell column={columns.act}>
          {denial.address === null || trust === "listed" ? null : (
            <a class="button secondary small" href={href(`/denials/${encodeURIComponent(denial.id)}`)}>
              {words.letIn}
              <span class="visually-hidden"> {denial.address}</span>
            </a>
          )}
        </Cell>
      ) : null}
    </Row>
  );
}

export function Address({ texts: { denials }, denial }: { readonly texts: Texts; readonly denial: Denial }) {
  if (denial.address !== null) return <Code text={denial.address} />;
  return (
    <>
      <span>{denials.manyAddresses}</span>
      <span class="hint">{denials.manyAddressesHint}</span>
    </>
  );
}

/** A reason that has no words yet is shown as its code. */
export function reasonText({ denials: { reason } }: Texts, code: string): string {
  return Object.hasOwn(reason, code) ? reason[code as keyof typeof reason] : code;
}
