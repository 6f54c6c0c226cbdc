import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';

interface Around {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
}

interface Described {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

interface FieldProps extends Around {
  readonly children: (described: Described) => ReactNode;
}

/** A label above, help and what is wrong below, all of them linked. */
function Field({ label, hint, error, children }: FieldProps): ReactNode {
  const id = useId();
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(notes ? { 'aria-describedby': notes } : {}),
        ...(error ? { 'aria-invalid': true } : {}),
      })}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

export const TextField = ({
  label,
  hint,
  error,
  ...rest
}: Around & InputHTMLAttributes<HTMLInputElement>): ReactNode => (
  <Field label={label} {...(hint ? { hint } : {})} error={error}>
    {(described) => <input {...rest} {...described} />}
  </Field>
);

export const TextArea = ({
  label,
  hint,
  error,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>): ReactNode => (
  <Field label={label} {...(hint ? { hint } : {})} error={error}>
    {(described) => <textarea rows={3} {...rest} {...described} />}
  </Field>
);

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface SelectProps extends Around, Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  readonly choices: readonly Choice[];
  readonly onChoose: (value: string) => void;
}

export const SelectField = ({ label, hint, error, choices, onChoose, ...rest }: SelectProps): ReactNode => (
  <Field label={label} {...(hint ? { hint } : {})} error={error}>
    {(described) => (
      <select {...rest} {...described} onChange={(event) => onChoose(event.target.value)}>
        {choices.map(({ value, label: words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    )}
  </Field>
);

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onCheck: (checked: boolean) => void;
}

export const CheckField = ({ label, checked, onCheck }: CheckProps): ReactNode => (
  <label className="check">
    <input type="checkbox" checked={checked} onChange={(event) => onCheck(event.target.checked)} />
    {label}
  </label>
);
