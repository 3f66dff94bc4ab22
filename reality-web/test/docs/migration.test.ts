// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import ts from 'typescript';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as compat from '../../src/compat/index.js';
import * as core from '../../src/index.js';
import * as hooks from '../../src/react/index.js';
import { createEmbeddedRealityServer } from '../../src/ssr/index.js';

const page = readFileSync('../docs/migration.md', 'utf8');
const blocks = new Map(
  [...page.matchAll(/```jsx? (.*)\n([\s\S]*?)```/g)].map(([, name = '', code = '']) => [name, code]),
);
const modules: Record<string, object> = {
  '@socketless/reality-web': core,
  '@socketless/reality-web/compat': compat,
  '@socketless/reality-web/react': hooks,
};

interface Surroundings {
  stop?: () => void;
  send?: (text: string) => unknown;
  page?: React.ReactNode;
}

let data: unknown;
let shown: unknown[];
let states: string[];
let stop: (() => void) | undefined;
const reality = createEmbeddedRealityServer();
const immediately = setImmediate;

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  states = [];
  vi.stubGlobal('BroadcastChannel', undefined);
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    if (path.startsWith('/reality')) {
      const { method, body } = init;
      return reality.handle(new Request(`http://localhost${path}`, { method: method!, body: body!, signal: null }));
    }
    if (init.method === 'POST') {
      change([...(data as object[]), JSON.parse(init.body as string)], 'chat:room:general');
    }
    return Response.json(data);
  });
});

afterEach(() => {
  stop?.();
  stop = undefined;
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function change(next: unknown, key: string) {
  data = next;
  reality.update(key);
}

/** Runs a block of the page unchanged: its imports are the real modules, its free names are these globals. */
function run(name: string): Surroundings {
  const source = blocks.get(name)!;
  const given: Record<string, unknown> = { show: (value: unknown) => shown.push(value), React };
  given['showState'] = (state: string) => states.push(state);
  const code = source.replace(/import \{ (.*) \} from '(.*)';\n/g, (_, names: string, from: string) => {
    for (const part of names.split(', ')) {
      given[part] = (modules[from] as Record<string, unknown>)[part];
    }
    return '';
  });
  const compilerOptions = { jsx: ts.JsxEmit.React, target: ts.ScriptTarget.ES2022 };
  const plain = ts.transpileModule(code, { compilerOptions, fileName: 'block.jsx' }).outputText;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the code of the page that is tested
  const make = new Function(...Object.keys(given), `let stop, send, page; ${plain}; return { stop, send, page };`);
  const made = Reflect.apply(make, undefined, Object.values(given)) as Surroundings;
  ({ stop } = made);
  return made;
}

/** Advances the page's time, and lets other tasks run, until this holds. */
async function eventually(check: () => void): Promise<void> {
  for (let turn = 0; turn < 1000; turn++) {
    try {
      check();
      return;
    } catch {
      await vi.advanceTimersByTimeAsync(50);
      await new Promise((resolve) => immediately(resolve));
      await vi.dynamicImportSettled();
    }
  }
  check();
}

test('every block of the page has a test', () => {
  expect([...blocks.keys()]).toEqual([
    'before polling',
    'after polling',
    'after polling, live',
    'before eventsource',
    'after eventsource',
    'before websocket',
    'after websocket',
    'after websocket, React',
  ]);
});

test('before polling', async () => {
  data = ['a'];
  run('before polling');
  await eventually(() => expect(shown).toEqual([['a']]));
  await eventually(() => expect(shown.length).toBeGreaterThanOrEqual(2));
});

test('after polling', async () => {
  data = ['a'];
  run('after polling');
  await eventually(() => expect(shown).toEqual([['a']]));
  change(['b'], 'notifications');
  await eventually(() => expect(shown).toEqual([['a'], ['b']]));
});

test('after polling, live', async () => {
  data = ['a'];
  run('after polling, live');
  await eventually(() => expect(shown.at(-1)).toEqual(['a']));
  change(['b'], 'notifications');
  await eventually(() => expect(shown.at(-1)).toEqual(['b']));
});

test('before eventsource', async () => {
  const sources: Record<string, (event: { data: string }) => void>[] = [];
  vi.stubGlobal('EventSource', function (this: never) {
    sources.push(this);
    return Object.assign(this, { close: () => undefined });
  });
  run('before eventsource');
  sources[0]!['onopen']!({ data: '' });
  sources[0]!['onmessage']!({ data: '7' });
  expect([states, shown]).toEqual([['open'], [7]]);
});

test('after eventsource', async () => {
  data = 7;
  run('after eventsource');
  await eventually(() => expect(shown).toEqual([7]));
  change(8, 'stock');
  await eventually(() => expect(shown).toEqual([7, 8]));
  expect(states).toEqual(['open']);
});

test('before websocket', async () => {
  const sockets: { onmessage?: (event: { data: string }) => void; sent: string[] }[] = [];
  vi.stubGlobal('WebSocket', function (this: never) {
    sockets.push(this);
    return Object.assign(this, {
      sent: [],
      send: (text: string) => sockets[0]!.sent.push(text),
      close: () => undefined,
    });
  });
  const { send } = run('before websocket');
  send!('hello');
  sockets[0]!.onmessage!({ data: '{"text":"hello"}' });
  expect([sockets[0]!.sent, shown]).toEqual([['{"text":"hello"}'], [[{ text: 'hello' }]]]);
});

test('after websocket', async () => {
  data = [{ text: 'a' }];
  const { send } = run('after websocket');
  await eventually(() => expect(shown.at(-1)).toEqual([{ text: 'a' }]));
  await send!('b');
  await eventually(() => expect(shown.at(-1)).toEqual([{ text: 'a' }, { text: 'b' }]));
});

test('after websocket, React', async () => {
  data = [{ text: 'a' }];
  const { page: element, send } = run('after websocket, React');
  expect(send).toBeUndefined();
  const container = document.createElement('div');
  const root = createRoot(container);
  root.render(element);
  await eventually(() => expect(container.textContent).toBe('a'));
  change([{ text: 'a' }, { text: 'b' }], 'chat:room:general');
  await eventually(() => expect(container.textContent).toBe('ab'));
  root.unmount();
});
