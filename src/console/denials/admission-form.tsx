import { MAX_LABEL_LENGTH } from "../../allowlist/reading/entry-input.ts";
import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { type FieldError, Form, Radio, TextField } from "../parts/form.tsx";
import { type AdmissionFields, DURATIONS, type Duration } from "./admission.ts";

interface AdmissionFormProps {
  readonly visit: Visit;
  /** Where the form goes, and where its visitor goes who does not send it. */
  readonly paths: { readonly action: string; readonly cancel: string };
  readonly words: { readonly label: string; readonly labelHint: string; readonly button: string };
  /** The denial or the request, and the address that is let in. */
  readonly subject: { readonly id: string; readonly address: string };
  readonly fields: AdmissionFields;
  readonly error: FieldError | null;
}

/** How a refused visitor is let in: under which label, for how long, and whether with their network. */
export function AdmissionForm({ visit, paths, words, subject, fields, error }: AdmissionFormProps) {
  const { texts, href } = visit;
  return (
    <Form visit={visit} action={paths.action} class="card">
      <input type="hidden" name="id" value={subject.id} />
      <TextField
        id="label"
        name="label"
        label={words.label}
        hint={words.labelHint}
        value={fields.label}
        maxlength={MAX_LABEL_LENGTH}
        error={error?.text}
      />
      <Durations visit={visit} chosen={fields.duration} />
      {subject.address.includes(":") ? <Scope visit={visit} address={subject.address} {...fields} /> : null}
      <div class="actions">
        <button type="submit">{words.button}</button>
        <a href={href(paths.cancel)}>{texts.common.cancel}</a>
      </div>
    </Form>
  );
}

function Durations({ visit, chosen }: { readonly visit: Visit; readonly chosen: Duration }) {
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

function Scope({ visit, address, isNetwork }: AdmissionFields & { readonly visit: Visit; readonly address: string }) {
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
