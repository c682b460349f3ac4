import { expect, test } from "vitest";
import { Bounded, Shared } from "./bounded";

test("the oldest entry makes room for one too many, and its owner hears of it", () => {
  const gone: number[] = [];
  const map = new Bounded<string, number>(2, (value) => gone.push(value));
  map.set("a", 1).set("b", 2).set("a", 3).set("c", 4);
  expect([...map]).toEqual([
    ["b", 2],
    ["c", 4],
  ]);
  expect(gone).toEqual([3]);
});

test("alike maps are one object, others stay what they are", () => {
  const shared = new Shared();
  const granted = (permission: string, approvedFor: string[] = []) =>
    new Map([["api_1", [{ permission, approvedFor }]]]);
  const first = shared.map(granted("a:b"));
  expect(shared.map(granted("a:b"))).toBe(first);
  for (const other of [granted("a:c"), granted("a:b", ["production"]), new Map()]) {
    expect(shared.map(other)).toBe(other);
  }
  const large = () => granted("a".repeat(10_000));
  expect(shared.map(large())).not.toBe(shared.map(large()));
  shared.clear();
  const again = granted("a:b");
  expect(shared.map(again)).toBe(again);
});
