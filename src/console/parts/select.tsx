import { describedBy, Field } from "./form.tsx";

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectProps {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** The options of a group are below its label; a group without a label is a plain list. */
  readonly groups: readonly { readonly label: string | null; readonly options: readonly Option[] }[];
}

/** A choice out of many. */
export function Select({ groups, value, ...props }: SelectProps) {
  const options = (group: readonly Option[]) =>
    group.map((option) => (
      <option value={option.value} selected={option.value === value}>
        {option.label}
      </option>
    ));
  return (
    <Field {...props}>
      <select name={props.name} {...describedBy(props)}>
        {groups.map((group) =>
          group.label === null ? (
            options(group.options)
          ) : (
            <optgroup label={group.label}>{options(group.options)}</optgroup>
          ),
        )}
      </select>
    </Field>
  );
}
