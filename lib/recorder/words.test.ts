import fc from "fast-check";
import { expect, test } from "vitest";
import { fromUuid, newId, toUuid } from "@/lib/ids";
import { idAt, Names, putId, WordTable } from "./words";

test("an id is its UUID in words, and the words are the id", () =>
  fc.assert(
    fc.property(fc.uuid(), fc.nat(5), (uuid, at) => {
      const id = fromUuid("key", uuid);
      const words = new Uint32Array(10);
      putId(words, at, id);
      const bytes = Buffer.alloc(16);
      for (let word = 0; word < 4; word++) bytes.writeUInt32BE(words[at + word] ?? 0, word * 4);
      expect(bytes.toString("hex")).toBe(uuid.replaceAll("-", ""));
      expect(idAt("key", words, at)).toBe(id);
      expect(toUuid("key", idAt("key", words, at))).toBe(uuid);
    }),
  ));

test("each row is there once, however many there are", () => {
  const table = new WordTable(3);
  for (let time = 0; time < 2; time++) {
    const rows = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const row = [i % 7, i % 3000, i % 2] as const;
      table.asked.set(row);
      const found = table.find();
      expect(found).toBe(rows.get(row.join()) ?? rows.size);
      rows.set(row.join(), found);
    }
    expect(table.size).toBe(rows.size);
    for (const [row, number] of rows) {
      expect(
        [...table.words.subarray(number * table.stride, number * table.stride + 3)].join(),
      ).toBe(row);
    }
    table.clear();
  }
});

test("names are numbered from 1 on, and 0 is none", () => {
  const names = new Names();
  for (let time = 0; time < 2; time++) {
    const texts = [newId("app"), null, "production", "production"];
    expect(texts.map((text) => names.of(text))).toEqual([1, 0, 2, 2]);
    expect([1, 0, 2].map((number) => names.texts[number])).toEqual([texts[0], "", "production"]);
    names.clear();
  }
});
