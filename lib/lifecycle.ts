import { log } from "./log";

/** A little less than the supervisor waits before it kills. */
const deadline = 7_500;

/**
 * Calls `stop` once, when the supervisor asks (SIGTERM) or is gone, and ends the process after it.
 * SIGINT is left to the supervisor: in a terminal Ctrl-C reaches every process at once.
 */
export function onShutdown(stop: () => Promise<void>): void {
  let stopping = false;
  const shutDown = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), deadline).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", shutDown);
  process.on("disconnect", shutDown);
  process.on("SIGINT", () => {
    if (!process.connected) shutDown();
  });
}
