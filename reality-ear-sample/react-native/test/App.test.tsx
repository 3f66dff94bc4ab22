import NetInfo from '@react-native-community/netinfo';
import { act, cleanup, configure, render, screen, userEvent, waitFor } from '@testing-library/react-native';
import { AppState } from 'react-native';
import { App } from '../src/App';
import { ChatServer } from './ChatServer';

jest.mock('@react-native-community/netinfo', () => ({ __esModule: true, default: { addEventListener: jest.fn() } }));

configure({ asyncUtilTimeout: 30_000 });

let server: ChatServer;

/** Simulates the phone's events. */
const phone = {
  listeners: {
    state: new Set<(state: string) => void>(),
    network: new Set<(state: { isConnected: boolean }) => void>(),
  },
  state(state: string) {
    Object.assign(AppState, { currentState: state });
    this.listeners.state.forEach((listener) => listener(state));
  },
  network(isConnected: boolean) {
    this.listeners.network.forEach((listener) => listener({ isConnected }));
  },
};

beforeEach(async () => {
  server = new ChatServer();
  globalThis.fetch = server.fetch as typeof fetch;
  Object.assign(AppState, { currentState: 'active' });
  jest.mocked(AppState.addEventListener).mockImplementation((_, listener) => {
    phone.listeners.state.add(listener as never);
    return { remove: () => phone.listeners.state.delete(listener as never) } as never;
  });
  jest.mocked(NetInfo.addEventListener).mockImplementation((listener) => {
    phone.listeners.network.add(listener as never);
    return () => phone.listeners.network.delete(listener as never);
  });
  server.add('Grace', 'Good morning');
  render(<App server="http://chat.test/chat" author="Ada" />);
  await screen.findByText('Good morning');
  await waitFor(() => expect(server.requests.at(-1)).toBe('/chat/reality/sync')); // the held request
});

afterEach(cleanup);

test('a message of another user appears by itself', async () => {
  await act(async () => server.add('Grace', 'Anybody there?'));
  await screen.findByText('Anybody there?');
});

test('a message shows before the server has it', async () => {
  let proceed!: () => void;
  server.beforePost = () => new Promise((resolve) => (proceed = resolve));
  await write('Hello');
  expect(screen.getByText('Hello')).toBeVisible();
  expect(screen.getByText(/sending/)).toBeVisible();
  await act(async () => proceed());
  await waitFor(() => expect(screen.queryByText(/sending/)).toBeNull());
  expect(screen.getAllByText('Hello')).toHaveLength(1);
});

test('a message that the server rolls back disappears, and its text returns to the field', async () => {
  server.beforePost = () => Promise.reject(new Error('rolled back'));
  await write('/fail');
  expect(await screen.findByRole('alert')).toHaveTextContent('Message not sent: rolled back');
  expect(screen.queryByText('/fail')).toBeNull();
  expect(screen.getByLabelText('Message')).toHaveDisplayValue('/fail');
});

test('an app in the background sends nothing, and syncs in the foreground', async () => {
  await act(async () => phone.state('background'));
  const before = server.requests.length;
  await act(async () => server.add('Grace', 'While you were away'));
  expect(screen.queryByText('While you were away')).toBeNull();
  expect(server.requests).toHaveLength(before);
  await act(async () => phone.state('active'));
  await screen.findByText('While you were away');
});

test('an app without a network sends nothing, and syncs when it is online', async () => {
  await act(async () => phone.network(false));
  const before = server.requests.length;
  await act(async () => server.add('Grace', 'While you were in the tunnel'));
  expect(server.requests).toHaveLength(before);
  await act(async () => phone.network(true));
  await screen.findByText('While you were in the tunnel');
});

async function write(text: string): Promise<void> {
  const user = userEvent.setup();
  await user.type(screen.getByLabelText('Message'), text);
  await user.press(screen.getByRole('button', { name: 'Send' }));
}
