/** Loaded into a gate before its own code: the drill can move its clock and block its event loop. */
let offset = 0;
const now = Date.now;
Date.now = () => now() + offset;
globalThis.Date = new Proxy(Date, {
  construct: (date, args) => (args.length > 0 ? new date(...args) : new date(now() + offset)),
});

const never = new Int32Array(new SharedArrayBuffer(4));

process.on("message", ({ clock, block }) => {
  if (clock !== undefined) offset = clock;
  if (block !== undefined) setImmediate(() => Atomics.wait(never, 0, 0, block));
});
process.channel?.unref();
