/** Runs application code. An error is reported as an uncaught one and does not interrupt the caller. */
export function guarded(run: () => void): void {
  try {
    run();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
