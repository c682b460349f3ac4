import type { TestGate } from "./gate";

/** Asks all gates about a key again and again; counts what was accepted from `effectiveAt` on. */
export function hammer(gates: TestGate[], key: string, wish: object = {}) {
  const accepted: number[] = [];
  let asked = 0;
  let going = true;
  const loops = gates.map(async (gate) => {
    while (going) {
      for (let i = 0; i < 20; i++) {
        const start = performance.timeOrigin + performance.now();
        asked++;
        if ((await gate.code(key, wish)) === "VALID") accepted.push(start);
      }
      await new Promise((done) => setImmediate(done));
    }
  });
  return {
    async stop(effectiveAt: string) {
      const wait = Date.parse(effectiveAt) - Date.now();
      await new Promise((done) => setTimeout(done, Math.max(0, wait) + 30));
      const enough = asked + 100 * gates.length;
      while (asked < enough) await new Promise((done) => setImmediate(done));
      going = false;
      await Promise.all(loops);
      const late = accepted.filter((start) => start >= Date.parse(effectiveAt)).length;
      return { asked, late };
    },
  };
}
