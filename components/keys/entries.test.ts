import { expect, test } from "vitest";
import { entriesOf, entryErrors, listInput } from "./entries";

const text = "10.0.0.0/8\n\n  192.0.2.1, 192.0.2.2 \r\n2001:db8::/32";

test("one per line or several in it, empty lines left out", () => {
  expect(entriesOf(text)).toEqual([
    { value: "10.0.0.0/8", line: 1 },
    { value: "192.0.2.1", line: 3 },
    { value: "192.0.2.2", line: 3 },
    { value: "2001:db8::/32", line: 4 },
  ]);
});

test("nothing written is no list", () => {
  expect(listInput(" \n ,\n")).toBeNull();
  expect(listInput("a")).toEqual(["a"]);
});

test("an error stands at its line", () => {
  const errors: Record<string, string> = { "nets.2": "No network.", nets: "At most 50." };
  expect(entryErrors(text, "nets", (path) => errors[path])).toEqual([
    "At most 50.",
    "Line 3, 192.0.2.2: No network.",
  ]);
});
