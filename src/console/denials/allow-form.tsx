import type { Denial } from "../../storage/visits/denials.ts";
import type { Visit } from "../page.ts";
import { Device } from "../parts/device.tsx";
import { ErrorSummary, type FieldError } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Region } from "../parts/region.tsx";
import { Time } from "../parts/time.tsx";
import type { AdmissionFields } from "./admission.ts";
import { AdmissionForm } from "./admission-form.tsx";
import { Address, reasonText } from "./row.tsx";

interface AllowFormProps {
  readonly visit: Visit;
  readonly denial: Denial;
  readonly fields: AdmissionFields;
  readonly error: FieldError | null;
}

/** The visitor who was denied, and for how long to let them in. */
export function AllowForm({ visit, denial, fields, error }: AllowFormProps) {
  const { texts } = visit;
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
        <AdmissionForm
          visit={visit}
          paths={{ action: "/denials/allow", cancel: "/denials" }}
          words={form}
          subject={{ id: denial.id, address: denial.address }}
          fields={fields}
          error={error}
        />
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
