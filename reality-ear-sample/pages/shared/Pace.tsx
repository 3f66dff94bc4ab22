import { useEffect, useState } from 'react';

const STEPS = [0, 6, 12, 30, 60, 120, 300, 600];

/** The rate of changes. The setting is on the server, for all nodes and pages. */
export function Pace({ what }: { what: string }) {
  const [perMinute, setPerMinute] = useState<number>();
  useEffect(() => {
    void fetch('api/pace')
      .then((response) => response.json())
      .then((pace: { perMinute: number }) => setPerMinute(pace.perMinute));
  }, []);
  const change = (next: number) => {
    setPerMinute(next);
    void fetch('api/pace', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ perMinute: next }),
    });
  };
  const step = STEPS.findLastIndex((each) => each <= (perMinute ?? 0));
  return (
    <label className="pace">
      <span>
        <b>{perMinute === undefined ? '…' : perMinute === 0 ? 'Idle' : `${perMinute} ${what} a minute`}</b>
      </span>
      <input
        type="range"
        min={0}
        max={STEPS.length - 1}
        value={step}
        disabled={perMinute === undefined}
        aria-label={`${what} a minute`}
        aria-valuetext={String(perMinute)}
        onChange={(event) => change(STEPS[event.target.valueAsNumber]!)}
      />
      <span className="ends" aria-hidden="true">
        <small>idle</small>
        <small>busy</small>
      </span>
    </label>
  );
}
