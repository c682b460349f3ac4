import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type KeyRow, KeyTable } from "./key-table";

const digests = Array.from({ length: 12 }, (_, i) =>
  createHash("sha256").update(String(i)).digest("binary"),
);
/** All in the same place of the index. */
const crowded = digests.map((digest) => `\u00ff\u00ff\u00ff\u00ff${digest.slice(4)}`);

const rowOf = (id: string, n: number): KeyRow<number> => ({
  id,
  name: `name ${n}`,
  expiresAt: n % 3 === 0 ? null : 1_700_000_000_000 + n,
  revision: n + 1,
  alike: n,
});

const commands = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constant("set"), fc.nat(11), fc.nat(11)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("delete"), fc.nat(11), fc.nat(11)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("clear"), fc.nat(1), fc.nat(1)) },
  ),
  { maxLength: 60 },
);

test.each([
  ["spread", digests],
  ["crowded", crowded],
])("a table with room for all does as a map by digest and one by id (%s)", (_, names) => {
  fc.assert(
    fc.property(commands, (commands) => {
      const table = new KeyTable<number>(16);
      const model = new Map<string, KeyRow<number>>();
      const drop = (id: string) => {
        for (const [digest, value] of model) if (value.id === id) model.delete(digest);
      };
      for (const [n, [command, where, who]] of commands.entries()) {
        const digest = names[where] ?? "";
        const id = `key_${who}`;
        if (command === "set") {
          drop(id);
          const row = rowOf(id, n);
          model.set(digest, row);
          table.set(digest, row);
        } else if (command === "delete") {
          drop(id);
          table.delete(id);
        } else {
          model.clear();
          table.clear();
        }
        expect(table.size).toBe(model.size);
        for (const name of names) expect(table.get(name)).toEqual(model.get(name));
      }
    }),
    { numRuns: 500 },
  );
});

test("one too many takes the place of the oldest", () => {
  const table = new KeyTable<number>(4);
  for (const [i, digest] of digests.entries()) {
    table.set(digest, rowOf(`key_${i}`, i));
    expect(table.size).toBe(Math.min(4, i + 1));
    for (const [j, name] of digests.entries()) {
      expect(table.get(name)?.id).toBe(j <= i && j > i - 4 ? `key_${j}` : undefined);
    }
  }
});
