import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Device } from "../parts/device.tsx";
import { Region } from "../parts/region.tsx";
import { Cell, Row } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { TrustTag } from "../parts/trust-tag.tsx";
import type { Texts } from "../texts/texts.ts";
import type { Trust } from "../trust.ts";
import type { DenialFacts } from "./list.tsx";

interface DenialRowProps {
  readonly visit: Visit;
  readonly facts: DenialFacts;
  readonly trust: Trust;
  /** The visitor may let it in. */
  readonly admits: boolean;
}

export function DenialRow({ visit, facts, trust, admits }: DenialRowProps) {
  const { texts, href } = visit;
  const { columns, ...words } = texts.denials;
  return (
    <Row>
      <Cell column={columns.address}>
        <Address texts={texts} facts={facts} />
        {trust === "listed" ? <TrustTag texts={texts} trust={trust} /> : null}
        <Region texts={texts} region={facts.region} />
      </Cell>
      <Cell column={columns.device}>
        {facts.device === null ? (
          <span class="soft">{words.manyDevices}</span>
        ) : (
          <Device label={facts.device.label} type={facts.device.type} />
        )}
      </Cell>
      <Cell column={columns.surface}>
        <span>{words.surface[facts.surface]}</span>
        <span class={facts.outcome === "blocked" ? "tag bad" : "tag"}>{words.outcome[facts.outcome]}</span>
        <span class="hint">{reasonText(texts, facts.reason)}</span>
      </Cell>
      <Cell column={columns.count}>
        <span class="number">{words.count(facts.count)}</span>
      </Cell>
      <Cell column={columns.first}>
        <Time texts={texts} at={facts.first_at} />
      </Cell>
      <Cell column={columns.last}>
        <Time texts={texts} at={facts.last_at} />
      </Cell>
      {admits ? (
        <Cell column={columns.act}>
          {facts.address === null || trust === "listed" ? null : (
            <a class="button secondary small" href={href(`/denials/${encodeURIComponent(facts.id)}`)}>
              {words.letIn}
              <span class="visually-hidden"> {facts.address}</span>
            </a>
          )}
        </Cell>
      ) : null}
    </Row>
  );
}

export function Address({ texts: { denials }, facts }: { readonly texts: Texts; readonly facts: DenialFacts }) {
  if (facts.address !== null) return <Code text={facts.address} />;
  return (
    <>
      <span>{denials.manyAddresses}</span>
      <span class="hint">{denials.manyAddressesHint}</span>
    </>
  );
}

/** One that is newer than these words stands as it is. */
export function reasonText({ denials: { reason } }: Texts, code: string): string {
  return Object.hasOwn(reason, code) ? reason[code as keyof typeof reason] : code;
}
