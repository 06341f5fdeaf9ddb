import type { AccessRequest } from "../../storage/visits/access-requests.ts";
import type { Duration } from "../denials/admission.ts";
import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Device } from "../parts/device.tsx";
import { Form } from "../parts/form.tsx";
import { Region } from "../parts/region.tsx";
import { Cell, Row } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";
import { TrustTag } from "../parts/trust-tag.tsx";
import { withQuery } from "../query.ts";
import type { Texts } from "../texts/texts.ts";
import type { Trust } from "../trust.ts";

interface RequestRowProps {
  readonly visit: Visit;
  readonly request: AccessRequest;
  readonly trust: Trust;
  /** Requests of every state are shown, so each tells its own. */
  readonly tellsState: boolean;
  /** The visitor may decide. */
  readonly decides: boolean;
}

export function RequestRow({ visit, request, trust, tellsState, decides }: RequestRowProps) {
  const { texts, href } = visit;
  const { columns, ...words } = texts.requests;
  const { address, device, region, reference, state } = request;
  return (
    <Row>
      <Cell column={columns.who}>
        <Who texts={texts} request={request} />
      </Cell>
      <Cell column={columns.address}>
        <Code text={address} />
        {trust === "listed" ? <TrustTag texts={texts} trust={trust} /> : null}
        <Region texts={texts} region={region} />
      </Cell>
      <Cell column={columns.device}>
        <Device label={device.label} type={device.type} />
      </Cell>
      <Cell column={columns.when}>
        <Time texts={texts} at={request.createdAt} />
      </Cell>
      <Cell column={columns.reference}>
        <a href={href(withQuery("/denials", { q: reference }))}>
          <Code text={reference} />
        </a>
      </Cell>
      {tellsState ? (
        <Cell column={columns.state}>
          <span class={state === "open" ? "tag" : "tag soft"}>{words.states[state]}</span>
          {request.decidedAt === null ? null : <Time texts={texts} at={request.decidedAt} />}
        </Cell>
      ) : null}
      {decides ? (
        <Cell column={columns.act}>{state === "open" ? <Decide visit={visit} request={request} /> : null}</Cell>
      ) : null}
    </Row>
  );
}

/** The name and reason are a stranger's: isolated in their direction of writing, and never more than text. */
function Who({ texts, request: { name, reason } }: { readonly texts: Texts; readonly request: AccessRequest }) {
  return (
    <>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      <span class="hint">{reason === "" ? texts.requests.noReason : <bdi>{reason}</bdi>}</span>
    </>
  );
}

function Decide({ visit, request }: Pick<RequestRowProps, "visit" | "request">) {
  const { texts, href } = visit;
  const words = texts.requests;
  const of = <span class="visually-hidden">: {words.of(request.name, request.address)}</span>;
  return (
    <div class="actions">
      <Admit visit={visit} id={request.id} duration="day" isFirst>
        {words.day}
        {of}
      </Admit>
      <a class="button secondary small" href={href(`/requests/${encodeURIComponent(request.id)}`)}>
        {words.choose}
        {of}
      </a>
      <Admit visit={visit} id={request.id} duration="always">
        {words.always}
        {of}
      </Admit>
      <Form visit={visit} action="/requests/decline">
        <input type="hidden" name="id" value={request.id} />
        <button type="submit" class="quiet small">
          {words.decline}
          {of}
        </button>
      </Form>
    </div>
  );
}

interface AdmitProps {
  readonly visit: Visit;
  readonly id: string;
  readonly duration: Duration;
  readonly isFirst?: boolean;
  readonly children?: unknown;
}

/** One button that lets the address alone in. */
function Admit({ visit, id, duration, isFirst = false, children }: AdmitProps) {
  return (
    <Form visit={visit} action="/requests/approve">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="duration" value={duration} />
      <button type="submit" class={isFirst ? "small" : "secondary small"}>
        {children}
      </button>
    </Form>
  );
}

export function RequestFacts({ texts, request }: { readonly texts: Texts; readonly request: AccessRequest }) {
  const { columns } = texts.requests;
  const { address, region, device, createdAt, reference } = request;
  return (
    <dl class="card facts wide">
      <div>
        <dt>{columns.who}</dt>
        <dd>
          <Who texts={texts} request={request} />
        </dd>
      </div>
      <div>
        <dt>{columns.address}</dt>
        <dd>
          <Code text={address} /> <Region texts={texts} region={region} />
        </dd>
      </div>
      <div>
        <dt>{columns.device}</dt>
        <dd>
          <Device label={device.label} type={device.type} />
        </dd>
      </div>
      <div>
        <dt>{columns.when}</dt>
        <dd>
          <Time texts={texts} at={createdAt} />
        </dd>
      </div>
      <div>
        <dt>{columns.reference}</dt>
        <dd>
          <Code text={reference} />
        </dd>
      </div>
    </dl>
  );
}
