import { vi } from "vitest";

/** Sets the wall clock of this process off by that many milliseconds, until `vi.unstubAllGlobals`. */
export function moveClock(offset: number): void {
  const now = Date.now;
  const moved = new Proxy(Date, {
    construct: (real, args: [number]) =>
      args.length > 0 ? new real(...args) : new real(now() + offset),
    get: (real, name) => (name === "now" ? () => now() + offset : Reflect.get(real, name)),
  });
  vi.stubGlobal("Date", moved);
}
