import { isUnavailable } from "./errors";

/**
 * What postgres.js 3.4 throws where nobody can catch it, when a connection is lost: it rolls back
 * also on a closed one (porsager/postgres#1208), which spoils its pool, so `renew` is called; and
 * what it asks for itself on a new connection fails unheard, of which its users hear anyway.
 * Anything else that nobody caught ends the process, as it would without this.
 */
export function outliveClosedConnections(renew: () => void): void {
  process.on("uncaughtException", (error) => {
    if (isWriteAfterClose(error)) return renew();
    if (isUnavailable(error) || process.listenerCount("uncaughtException") > 1) return;
    console.error(error);
    process.exit(1);
  });
}

const isWriteAfterClose = (error: unknown): boolean =>
  error instanceof TypeError && /\bnextWrite\b.*\bpostgres\b/.test(error.stack ?? "");
