import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { Matcher } from "./matcher";
import { Matchers } from "./matchers";

const of = (endpoints: number) =>
  new Matcher(
    Array.from({ length: endpoints }, (_, i) => ({
      id: newId("end"),
      method: "GET",
      path: `/${i}`,
      permission: null,
    })),
  );

test("the oldest make room for one too many, however large they are", () => {
  const matchers = new Matchers(100);
  const [first, second, third, huge] = [newId("api"), newId("api"), newId("api"), newId("api")];
  matchers.set(first, of(40));
  matchers.set(second, of(60));
  matchers.set(second, of(50));
  const known = () => [first, second, third, huge].map((id) => matchers.get(id)?.size);
  expect(known()).toEqual([40, 50, undefined, undefined]);
  matchers.set(third, of(30));
  expect(known()).toEqual([undefined, 50, 30, undefined]);
  matchers.delete(third);
  matchers.delete(third);
  matchers.set(third, of(50));
  expect(known()).toEqual([undefined, 50, 50, undefined]);
  matchers.set(huge, of(500));
  expect(known()).toEqual([undefined, undefined, undefined, 500]);
  matchers.set(first, of(1));
  expect(known()).toEqual([1, undefined, undefined, undefined]);
  matchers.clear();
  matchers.set(second, of(100));
  expect(known()).toEqual([undefined, 100, undefined, undefined]);
});
