import fc from "fast-check";
import { expect, test } from "vitest";
import { unwrap, wrap } from "./wrap";

const first = "first master secret, 32 bytes or more";
const second = "second master secret, 32 bytes or more";
const place = "table/row/column";

test("what was wrapped comes back, and tells which master opened it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const plain = Buffer.from(bytes);
      const wrapped = wrap(plain, second, place);
      expect(unwrap(wrapped, [first, second], place)).toEqual({ plain, master: 1 });
    }),
  );
});

test("another master, another place or any changed byte opens nothing", () => {
  const wrapped = wrap(Buffer.from("pepper"), first, place);
  expect(unwrap(wrapped, [second], place)).toBeNull();
  expect(unwrap(wrapped, [first], "table/other row/column")).toBeNull();
  for (let i = 0; i < wrapped.length; i++) {
    const changed = Buffer.from(wrapped);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(unwrap(changed, [first], place)).toBeNull();
  }
  expect(unwrap(Buffer.alloc(0), [first], place)).toBeNull();
});

test("the same bytes never wrap alike", () => {
  expect(wrap(Buffer.from("x"), first, place)).not.toEqual(wrap(Buffer.from("x"), first, place));
});
