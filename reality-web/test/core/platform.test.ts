import { afterEach, expect, test, vi } from 'vitest';
import { browserPlatform } from '../../src/index.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a browser reports visibility, focus, online and offline', () => {
  const target = new EventTarget();
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target));
  vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target));
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('navigator', { onLine: true });
  const { focus, online } = browserPlatform();
  const heard: string[] = [];
  const ends = [focus.subscribe(() => heard.push('focus')), online.subscribe(() => heard.push('online'))];
  expect([focus.get(), online.get()]).toEqual([true, true]);
  for (const event of ['visibilitychange', 'focus', 'offline', 'online']) {
    target.dispatchEvent(new Event(event));
  }
  expect(heard).toEqual(['focus', 'focus', 'online', 'online']);
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  vi.stubGlobal('navigator', { onLine: false });
  expect([focus.get(), online.get()]).toEqual([false, false]);
  ends.forEach((end) => {
    end();
  });
  target.dispatchEvent(new Event('online'));
  expect(heard).toHaveLength(4);
});

test('any other platform is always visible and online', () => {
  vi.stubGlobal('navigator', undefined);
  const { focus, online } = browserPlatform();
  expect([focus.get(), online.get()]).toEqual([true, true]);
  focus.subscribe(() => undefined)();
});

test('imports do not access a window or a document', async () => {
  const touched: string[] = [];
  for (const name of ['window', 'document', 'localStorage', 'location']) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        touched.push(name);
        return undefined;
      },
    });
  }
  vi.resetModules();
  await import('../../src/index.js');
  await import('../../src/react/index.js');
  await import('../../src/compat/index.js');
  await import('../../src/ssr/index.js');
  await import('../../src/react-native/index.js');
  for (const name of ['window', 'document', 'localStorage', 'location']) {
    Reflect.deleteProperty(globalThis, name);
  }
  expect(touched).toEqual([]);
});
