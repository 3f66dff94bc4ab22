import { useId } from 'react';
import { duration, quantile } from './format.js';
import { useWidth } from './hooks.js';

/** A client in a chart: its name and its color (`classic`, `middle`, `reality`). */
export interface Series {
  readonly name: string;
  readonly color: string;
}

/** The colors of the clients. */
export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="legend">
      {series.map(({ name, color }) => (
        <li key={name} className={color}>
          {name}
        </li>
      ))}
    </ul>
  );
}

/** The history of a value, as high as a line of text. */
export function Sparkline({ values, color }: { values: readonly number[]; color: string }) {
  const [width, height] = [96, 24];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => 2 + (at * (width - 4)) / Math.max(values.length - 1, 1);
  const y = (value: number) => (high === low ? height / 2 : 3 + ((high - value) * (height - 6)) / (high - low));
  const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const last = values.at(-1);
  return (
    <svg
      className={`sparkline ${color}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <polyline points={points} />
      {last !== undefined && <circle cx={x(values.length - 1)} cy={y(last)} r="2" />}
    </svg>
  );
}

/** Compares one value of each series. */
export function Bars({
  title,
  rows,
  format,
}: {
  title: string;
  rows: readonly (Series & { readonly value: number | undefined })[];
  format: (value: number) => string;
}) {
  const most = Math.max(...rows.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  return (
    <figure className="chart bars">
      <figcaption>{title}</figcaption>
      <dl>
        {rows.map(({ name, color, value }) => (
          <div key={name} className={color}>
            <dt>{name}</dt>
            <dd>
              <span className="bar" style={{ width: `${(100 * (value ?? 0)) / most}%` }} />
              <b>{value === undefined ? 'in a few seconds' : format(value)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

/** The growth of values over the last minutes. */
export function Lines({
  title,
  lines,
  format,
}: {
  title: string;
  lines: readonly (Series & { readonly points: readonly { readonly at: number; readonly value: number }[] })[];
  format: (value: number) => string;
}) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [height, left, right, top, bottom] = [190, 52, 8, 8, 22];
  const all = lines.flatMap(({ points }) => points);
  const now = Math.max(...all.map(({ at }) => at));
  const span = Math.max(now - Math.min(...all.map(({ at }) => at)), 20_000);
  const ticks = niceTicks(Math.max(...all.map(({ value }) => value), 1));
  const most = ticks.at(-1)!;
  const x = (at: number) => left + ((at - now + span) * (width - left - right)) / span;
  const y = (value: number) => height - bottom - (value * (height - top - bottom)) / most;
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={title}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line className="grid" x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} />
                <text x={left - 6} y={y(tick)} dy="0.32em" textAnchor="end">
                  {format(tick)}
                </text>
              </g>
            ))}
            <text x={left} y={height - 5}>
              {Math.round(span / 1000)} s ago
            </text>
            <text x={width - right} y={height - 5} textAnchor="end">
              now
            </text>
            {lines.map(({ name, color, points }) => (
              <polyline
                key={name}
                className={color}
                points={points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
              />
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

/** From 0 to a round number that is not below this one, in at most five steps. */
function niceTicks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each * 4 >= most) ?? most;
  const whole = Math.max(step, 1);
  return Array.from({ length: Math.ceil(most / whole) + 1 }, (_, at) => at * whole);
}

const LIMITS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Infinity];

/** How many of the delays of each series lie in which range, with median and 99th percentile. */
export function Delays({
  title,
  rows,
}: {
  title: string;
  rows: readonly (Series & { readonly delays: readonly number[] })[];
}) {
  const id = useId();
  const [ref, width] = useWidth<HTMLDivElement>();
  const [height, bottom, top] = [170, 22, 14];
  const shares = rows.map(({ delays }) =>
    LIMITS.map((limit, at) => {
      const count = delays.filter((delay) => delay < limit && delay >= (LIMITS[at - 1] ?? 0)).length;
      return delays.length > 0 ? count / delays.length : 0;
    }),
  );
  const slot = width / LIMITS.length;
  const thick = Math.max(Math.min((slot - 6) / rows.length, 22), 2);
  const tall = (share: number) => share * (height - bottom - top);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={title}>
            <line className="grid" x1={0} x2={width} y1={height - bottom + 0.5} y2={height - bottom + 0.5} />
            {LIMITS.map((limit, at) => (
              <g key={limit} transform={`translate(${at * slot} 0)`}>
                <text x={slot / 2} y={height - 5} textAnchor="middle">
                  {limit === Infinity
                    ? 'more'
                    : `${slot < 44 ? '' : '< '}${limit < 1000 ? limit : `${limit / 1000} s`}`}
                </text>
                {rows.map(({ name, color }, row) => (
                  <rect
                    key={name}
                    className={color}
                    x={slot / 2 - (thick * rows.length) / 2 + row * thick}
                    y={height - bottom - tall(shares[row]![at]!)}
                    width={thick - 1}
                    height={tall(shares[row]![at]!)}
                  />
                ))}
              </g>
            ))}
          </svg>
        )}
      </div>
      <table className="quantiles">
        <thead>
          <tr>
            <th scope="col">Commit to page</th>
            <th scope="col">Median</th>
            <th scope="col">99 %</th>
            <th scope="col">Seen</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, color, delays }) => (
            <tr key={name}>
              <th scope="row" className={color}>
                {name}
              </th>
              <td>{delayed(quantile(delays, 0.5))}</td>
              <td>{delayed(quantile(delays, 0.99))}</td>
              <td>{delays.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function delayed(ms: number | undefined): string {
  return ms === undefined ? '–' : duration(ms);
}
