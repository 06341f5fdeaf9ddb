import { MAX_LABEL_LENGTH } from "../../allowlist/reading/entry-input.ts";
import type { Denial } from "../../storage/visits/denials.ts";
import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Device } from "../parts/device.tsx";
import { ErrorSummary, type FieldError, Form, Radio, TextField } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Region } from "../parts/region.tsx";
import { Time } from "../parts/time.tsx";
import { type AdmissionFields, DURATIONS, type Duration } from "./admission.ts";
import { Address, reasonText } from "./row.tsx";

interface AllowFormProps {
  readonly visit: Visit;
  readonly denial: Denial;
  readonly fields: AdmissionFields;
  readonly error: FieldError | null;
}

/** The visitor who was denied, and for how long to let them in. */
export function AllowForm({ visit, denial, fields, error }: AllowFormProps) {
  const { texts, href } = visit;
  const { form } = texts.denials;
  return (
    <>
      <ErrorSummary texts={texts} errors={error === null ? [] : [error]} />
      <p class="lead">{form.lead}</p>
      <Facts visit={visit} denial={denial} />
      {denial.address === null ? (
        <Notice kind="info">
          <p>{form.noAddress}</p>
        </Notice>
      ) : (
        <Form visit={visit} action="/denials/allow" class="card">
          <input type="hidden" name="id" value={denial.id} />
          <TextField
            id="label"
            name="label"
            label={form.label}
            hint={form.labelHint}
            value={fields.label}
            maxlength={MAX_LABEL_LENGTH}
            error={error?.text}
          />
          <Durations visit={visit} chosen={fields.duration} />
          {denial.address.includes(":") ? <Scope visit={visit} address={denial.address} {...fields} /> : null}
          <div class="actions">
            <button type="submit">{form.button}</button>
            <a href={href("/denials")}>{texts.common.cancel}</a>
          </div>
        </Form>
      )}
    </>
  );
}

function Facts({ visit: { texts }, denial }: Pick<AllowFormProps, "visit" | "denial">) {
  const { columns, manyDevices, count } = texts.denials;
  const { device, region } = denial;
  return (
    <dl class="card facts wide">
      <div>
        <dt>{columns.address}</dt>
        <dd>
          <Address texts={texts} denial={denial} /> <Region texts={texts} region={region} />
        </dd>
      </div>
      <div>
        <dt>{columns.device}</dt>
        <dd>{device === null ? manyDevices : <Device label={device.label} type={device.type} />}</dd>
      </div>
      <div>
        <dt>{columns.surface}</dt>
        <dd>
          {texts.denials.surface[denial.surface]}
          <span class="hint"> {reasonText(texts, denial.reason)}</span>
        </dd>
      </div>
      <div>
        <dt>{columns.count}</dt>
        <dd>{count(denial.visits)}</dd>
      </div>
      <div>
        <dt>{columns.last}</dt>
        <dd>
          <Time texts={texts} at={denial.lastAt} />
        </dd>
      </div>
    </dl>
  );
}

export function Durations({ visit, chosen }: { readonly visit: Visit; readonly chosen: Duration }) {
  const { form } = visit.texts.denials;
  return (
    <fieldset>
      <legend>{form.howLong}</legend>
      <p class="hint">{form.alwaysHint}</p>
      <div class="choices cards">
        {(Object.keys(DURATIONS) as Duration[]).map((duration) => (
          <Radio
            id={`duration-${duration}`}
            name="duration"
            value={duration}
            label={form[duration]}
            checked={duration === chosen}
          />
        ))}
      </div>
    </fieldset>
  );
}

export function Scope({
  visit,
  address,
  isNetwork,
}: AdmissionFields & { readonly visit: Visit; readonly address: string }) {
  const { form } = visit.texts.denials;
  return (
    <fieldset>
      <legend>{form.scope}</legend>
      <div class="choices">
        <Radio
          id="scope-address"
          name="scope"
          value="address"
          label={form.address}
          hint={<Code text={address} />}
          checked={!isNetwork}
        />
        <Radio
          id="scope-network"
          name="scope"
          value="network"
          label={form.network}
          hint={form.networkHint}
          checked={isNetwork}
        />
      </div>
    </fieldset>
  );
}
