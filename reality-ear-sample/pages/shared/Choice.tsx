/** A choice of one option, with all options visible. */
export function Choice<K extends string>({
  name,
  options,
  value,
  onChange,
}: {
  name: string;
  options: Readonly<Record<K, string>>;
  value: K;
  onChange: (value: K) => void;
}) {
  return (
    <div className="choice" role="radiogroup" aria-label={name}>
      {(Object.entries(options) as [K, string][]).map(([key, label]) => (
        <button key={key} type="button" role="radio" aria-checked={key === value} onClick={() => onChange(key)}>
          {label}
        </button>
      ))}
    </div>
  );
}
