/**
 * postgres.js 3.4 rolls back also on a connection that has closed, and throws where nobody can
 * catch it (porsager/postgres#1208). That spoils its pool and nothing else, so `renew` is called;
 * anything else that nobody caught ends the process, as it would without this.
 */
export function outliveClosedConnections(renew: () => void): void {
  process.on("uncaughtException", (error) => {
    if (isWriteAfterClose(error)) return renew();
    if (process.listenerCount("uncaughtException") > 1) return;
    console.error(error);
    process.exit(1);
  });
}

const isWriteAfterClose = (error: unknown): boolean =>
  error instanceof TypeError && /\bnextWrite\b.*\bpostgres\b/.test(error.stack ?? "");
