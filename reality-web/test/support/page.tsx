import { act, StrictMode, version } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { createRealityClient } from '../../src/index.js';
import type { RealityClientOptions } from '../../src/index.js';
import { RealityProvider } from '../../src/react/index.js';
import { FakePlatform } from './FakePlatform.js';
import { FakeServer, settled } from './FakeServer.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

/** The version of React under test. */
export const reactVersion = version;

/** A page with a client; the test controls its server and platform. */
export class Page {
  readonly server = new FakeServer({ isAutomatic: true });
  readonly platform = new FakePlatform();
  readonly client;
  readonly element = document.createElement('div');
  #root: Root | undefined;

  constructor(options: RealityClientOptions = {}) {
    this.client = createRealityClient({
      transport: this.server,
      platform: this.platform,
      executionMode: 'client',
      shareTabs: false,
      ...options,
    });
  }

  /** Renders inside a provider, and runs all tasks that are ready. */
  async show(children: ReactNode, { strict = false } = {}): Promise<void> {
    const page = <RealityProvider client={this.client}>{children}</RealityProvider>;
    await this.showBare(strict ? <StrictMode>{page}</StrictMode> : page);
  }

  async showBare(page: ReactElement): Promise<void> {
    this.#root ??= createRoot(this.element);
    await this.do(() => {
      this.#root?.render(page);
    });
  }

  async do(run: () => unknown): Promise<void> {
    await act(async () => {
      await run();
      await settled();
      await settled();
    });
  }

  async leave(): Promise<void> {
    await this.do(() => {
      this.#root?.unmount();
    });
    this.client.close();
  }

  get text(): string {
    return this.element.textContent ?? '';
  }
}
