import { RealityError } from './RealityError.js';
import type { RealityErrorCode } from './RealityError.js';

/**
 * Runs something that ends after `timeout` milliseconds or when the signal aborts, even if it ignores its own signal.
 *
 * @throws RealityError with the code `timeout` or `closed`
 */
export async function limited<T>(
  timeout: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  const controller = new AbortController();
  let end!: (code: RealityErrorCode, reason: string) => void;
  const ended = new Promise<never>((_, reject) => {
    end = (code, reason) => {
      reject(new RealityError(reason, { code }));
      controller.abort();
    };
  });
  const stop = () => {
    end('closed', 'The client is closed'); // a held request that gives way ends here, too, unnoticed
  };
  const timer = setTimeout(end, timeout, 'timeout', `No response within ${timeout} ms`);
  signal.addEventListener('abort', stop);
  if (signal.aborted) {
    stop();
  }
  try {
    return await Promise.race([ended, run(controller.signal)]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
