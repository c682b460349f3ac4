/** So many milliseconds of an event loop's round go to long work, however much of it there is. */
const sliceMs = 4;

let until = 0;
let isScheduled = false;
const waiting: (() => void)[] = [];

/** One of those who wait goes on: what it does until it waits again is this round's slice. */
function goOn(): void {
  isScheduled = false;
  until = performance.now() + sliceMs;
  waiting.shift()?.();
  if (waiting.length > 0) schedule();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(goOn);
}

/**
 * To be awaited between the steps of long work: it waits once the round's slice is used up, behind
 * all others of this process that do. So renewals and single verifications have theirs in between.
 */
export function sharedTurn(): Promise<void> | undefined {
  if (performance.now() < until) return undefined;
  return new Promise((done) => {
    waiting.push(done);
    schedule();
  });
}
