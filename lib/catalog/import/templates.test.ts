import fc from "fast-check";
import { expect, test } from "vitest";
import { ambiguous, shapeOf } from "@/lib/catalog/segments";
import { Templates } from "./templates";

const segment = fc.oneof(
  fc.constantFrom("a", "b", "ab"),
  fc.constantFrom("{x}", "a{x}", "{x}a", "b{x}", "{x}b", "a{x}b", "{x}:ab", "ab:{x}"),
);
const path = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([segments, rest]) => `/${[...segments, ...(rest ? ["{z*}"] : [])].join("/")}`);

test("a rival is found where there is one, and only there", { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), path, (known, asked) => {
      const templates = new Templates<null>();
      for (const one of known) templates.add("GET", one, null);
      const others = known.filter((one) => shapeOf(one) !== shapeOf(asked));
      const alike = known.filter((one) => shapeOf(one) === shapeOf(asked));
      fc.pre(alike.length === 0);
      expect(templates.rival("GET", asked) !== undefined).toBe(
        others.some((one) => ambiguous(one, asked)),
      );
      expect(templates.rival("POST", asked)).toBeUndefined();
      expect(templates.same("GET", asked)).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test("thousands that look alike are no burden", { timeout: 30_000 }, () => {
  const templates = new Templates<null>();
  const start = performance.now();
  for (let n = 0; n < 5000; n++) {
    const one = `/a/{x}${String(n).padStart(4, "0")}`;
    templates.rival("GET", one);
    templates.add("GET", one, null);
  }
  expect(performance.now() - start).toBeLessThan(10_000);
});
