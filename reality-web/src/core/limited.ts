import { RealityError } from './RealityError.js';

/** Runs something that ends when the time (in milliseconds) is over or the signal says so, whether it listens or not. */
export async function limited<T>(
  timeout: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T> | T,
): Promise<T> {
  const controller = new AbortController();
  let end!: (reason: string) => void;
  const ended = new Promise<never>((_, reject) => {
    end = (reason) => {
      reject(new RealityError(reason));
      controller.abort();
    };
  });
  const stop = () => {
    end('The client is destroyed'); // or, unnoticed, what follows live gives way
  };
  const timer = setTimeout(end, timeout, `No answer within ${timeout} ms`);
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
