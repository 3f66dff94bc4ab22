import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRealityClient } from '../../src/index.js';
import { reactNativePlatform } from '../../src/react-native/index.js';
import { FakeServer, settled } from '../support/FakeServer.js';

class FakeAppState {
  currentState = 'active';
  listeners = new Set<(state: never) => void>();
  addEventListener(_: 'change', listener: (state: never) => void) {
    this.listeners.add(listener);
    return { remove: () => void this.listeners.delete(listener) };
  }
  become(state: string) {
    this.currentState = state;
    this.listeners.forEach((listener) => {
      listener(state as never);
    });
  }
}

class FakeNetInfo {
  listeners = new Set<(state: { isConnected: boolean | null }) => void>();
  addEventListener(listener: (state: { isConnected: boolean | null }) => void) {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
  become(isConnected: boolean | null) {
    this.listeners.forEach((listener) => {
      listener({ isConnected });
    });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an app follows while it is active and connected, and syncs when it is so again', async () => {
  // As in React Native: navigator.product is set, and there is no window, document or event target
  vi.stubGlobal('navigator', { product: 'ReactNative' });
  vi.stubGlobal('BroadcastChannel', undefined);
  const AppState = new FakeAppState();
  const NetInfo = new FakeNetInfo();
  const server = new FakeServer({ isAutomatic: true });
  const client = createRealityClient({ transport: server, platform: reactNativePlatform({ AppState, NetInfo }) });
  const end = client.subscribe('a', () => undefined, { live: 'poll' });
  const following = async () => {
    await settled();
    await vi.dynamicImportSettled();
    await settled();
  };
  await following();
  expect(server.waiting).toHaveLength(1);

  AppState.become('background');
  await following();
  expect(server.waiting).toHaveLength(0);
  vi.advanceTimersByTime(1000);
  AppState.become('active');
  await following();
  expect(server.waiting).toHaveLength(1);
  expect(server.requests.map(({ hint }) => hint)).toContain('focus');

  NetInfo.become(null);
  await following();
  expect(server.waiting).toHaveLength(1);
  NetInfo.become(false);
  await following();
  expect(server.waiting).toHaveLength(0);
  NetInfo.become(true);
  await following();
  expect(server.waiting).toHaveLength(1);
  expect(server.requests.map(({ hint }) => hint)).toContain('reconnect');

  end();
  expect([AppState.listeners.size, NetInfo.listeners.size]).toEqual([0, 0]);
});

test('without NetInfo the app is always online', () => {
  const { online } = reactNativePlatform({ AppState: new FakeAppState() });
  online.subscribe(() => undefined)();
  expect(online.get()).toBe(true);
});
