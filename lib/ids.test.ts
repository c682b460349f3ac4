import fc from "fast-check";
import { expect, test } from "vitest";
import { fromUuid, isId, newId, toUuid } from "./ids";

test("an id is its prefix and a UUIDv7, there and back", () => {
  const id = newId("key");
  const uuid = toUuid("key", id);
  expect(id).toMatch(/^key_[0-7][0-9a-z]{25}$/);
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(fromUuid("key", uuid)).toBe(id);
});

test("any UUID goes there and back", () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(toUuid("org", fromUuid("org", uuid))).toBe(uuid);
    }),
  );
});

test("an id of another noun, or anything else, is no id", () => {
  const id = newId("app");
  expect(isId("app", id)).toBe(true);
  expect(isId("key", id)).toBe(false);
  expect(isId("app", id.toUpperCase())).toBe(false);
  expect(isId("app", `${id} `)).toBe(false);
  expect(isId("app", `app_8${id.slice(5)}`)).toBe(false);
  fc.assert(fc.property(fc.anything(), (value) => isId("app", value) === false));
});
