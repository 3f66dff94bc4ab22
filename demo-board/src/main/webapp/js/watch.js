// Follows one node by the protocol of Reality: "this is the version that I hold, what changed?"

const KEY = 'board:notices';
const WAIT = 25_000; // ms that the node may hold a request before it answers "nothing changed"
const GRACE = 10_000; // ms beyond that until an answer counts as lost
const LONGEST_PAUSE = 8_000;

/**
 * Keeps what the node serves up to date until the page is closed.
 *
 * `fetchData` gets the data from the application's own API. The version is recorded only after it has succeeded, and it
 * is the version of the answer that came before the fetch: at worst the data are newer than the version says, which
 * costs one fetch too many. `report` is told of every step: { state: 'asking' | 'waiting' | 'fetching' | 'retrying' |
 * 'paused', ... }.
 */
export class Watch {
  #url;
  #fetchData;
  #report;
  #version = 0; // none
  #failures = 0;

  constructor(url, fetchData, report) {
    this.#url = url;
    this.#fetchData = fetchData;
    this.#report = report;
  }

  async run() {
    let hint = 'mount';
    for (;;) {
      if (document.hidden) {
        // A browser opens few connections to one server: a page that nobody looks at should hold none.
        this.#report({ state: 'paused' });
        await pageShown();
        hint = 'focus';
      }
      try {
        await this.#turn(hint);
        hint = 'poll';
      } catch (failure) {
        if (document.hidden) {
          continue;
        }
        await this.#pauseAfter(failure);
        hint = 'reconnect';
      }
    }
  }

  async #turn(hint) {
    const waits = this.#version !== 0 && this.#failures === 0;
    this.#report({ state: waits ? 'waiting' : 'asking' });
    const answer = await this.#sync(hint, waits ? WAIT : 0);
    const change = Object.hasOwn(answer.changed, KEY) ? answer.changed[KEY] : undefined;
    // Compared for inequality, never for "greater"
    if (change !== undefined && change.version !== this.#version) {
      this.#report({ state: 'fetching' });
      await this.#fetchData();
      this.#version = change.version;
      this.#report({ state: 'fetched', version: change.version });
    }
    this.#failures = 0;
    if (answer.retry > 0) {
      await pause(answer.retry);
    }
  }

  async #sync(hint, wait) {
    const response = await request(
      `${this.#url}/reality/sync`,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ known: { [KEY]: this.#version }, hint, wait }),
      },
      { timeout: wait + GRACE, endsWhenHidden: true },
    );
    const answer = await response.json();
    this.#report({
      state: 'answered',
      server: response.headers.get('X-Reality-Server'),
      peers: Object.keys(answer.mesh?.peers ?? {}),
    });
    return answer;
  }

  /** Twice as long after each failure, and never the same for two pages, so that they do not all come back at once. */
  async #pauseAfter(failure) {
    const longest = Math.min(LONGEST_PAUSE, 500 * 2 ** this.#failures++);
    const chosen = longest / 2 + Math.random() * (longest / 2);
    const ms = Math.max(chosen, failure.retryAfter ?? 0);
    this.#report({ state: 'retrying', ms, reason: failure.message });
    await pause(ms);
  }
}

/** A failed request: `status` 0 if the node could not be reached, `retryAfter` in ms if the node asked for a pause. */
export class RequestError extends Error {
  constructor(message, status, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** As `fetch`, but every answer other than a success is an error, and none is waited for without end. */
export async function request(url, init = {}, { timeout = GRACE, endsWhenHidden = false } = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  const hidden = () => document.hidden && controller.abort();
  if (endsWhenHidden) {
    document.addEventListener('visibilitychange', hidden);
  }
  try {
    const response = await fetch(url, { ...init, cache: 'no-store', signal: controller.signal });
    if (!response.ok) {
      const seconds = Number(response.headers.get('Retry-After'));
      throw new RequestError(`Answer ${response.status}`, response.status, seconds > 0 ? seconds * 1000 : undefined);
    }
    // Read here, while the timer runs: a body may stop half-way.
    const body = await response.text();
    return { headers: response.headers, json: () => JSON.parse(body) };
  } catch (failure) {
    throw failure instanceof RequestError ? failure : new RequestError('Not reachable', 0);
  } finally {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', hidden);
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function pageShown() {
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', resolve, { once: true });
  });
}
