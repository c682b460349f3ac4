import fc from "fast-check";
import { expect, test } from "vitest";
import * as exported from "@/lib/history/export-rows";
import { mostExported, rowCounter } from "./count-rows";

test("a file is said to have as many rows as it may", () => {
  expect(mostExported).toBe(exported.mostExported);
});

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;

test("the rows of a CSV are counted, wherever its bytes are cut and whatever its cells hold", () =>
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", '"', "\n", ",", "é") })),
      fc.nat(20),
      (cells, size) => {
        const text = `head\n${cells.map((each) => `${cell(each)},1\n`).join("")}`;
        const bytes = new TextEncoder().encode(text);
        const count = rowCounter("csv");
        let rows = count(new Uint8Array());
        for (let at = 0; at < bytes.length; at += size + 1) {
          rows = count(bytes.subarray(at, at + size + 1));
        }
        expect(rows).toBe(cells.length);
      },
    ),
  ));

test("each line of NDJSON is a row", () => {
  expect(rowCounter("ndjson")(new TextEncoder().encode('{"a":"\\""}\n{"b":1}\n'))).toBe(2);
});
