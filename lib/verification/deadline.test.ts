import { expect, test } from "vitest";
import { Turnstile } from "./deadline";

/** Work that ends when it is told to, noting when it began. */
function works() {
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    began.push(name);
    return new Promise<void>((end) => ends.push(end));
  };
  return { began, work, endOne: () => ends.shift()?.() };
}

const settle = () => new Promise((done) => setTimeout(done, 5));

test("no more than so many are under way at once, the rest in their order", async () => {
  const { began, work, endOne } = works();
  const turnstile = new Turnstile(2, 10);
  const all = ["a", "b", "c", "d"].map((name) => turnstile.pass(work(name)));
  await settle();
  expect(began).toEqual(["a", "b"]);
  for (let i = 0; i < 4; i++) {
    endOne();
    await settle();
  }
  await Promise.all(all);
  expect(began).toEqual(["a", "b", "c", "d"]);
});

test("whoever finds too many waiting is told so", async () => {
  const { work, endOne } = works();
  const turnstile = new Turnstile(1, 1);
  const passing = [turnstile.pass(work("a")), turnstile.pass(work("b"))];
  await expect(turnstile.pass(work("c"))).rejects.toMatchObject({ status: 503 });
  endOne();
  await settle();
  endOne();
  await Promise.all(passing);
});

test("whoever has to wait longer than they have patience for is told so", async () => {
  const { work, endOne } = works();
  for (const [patience, status] of [
    [20, 503],
    [Number.POSITIVE_INFINITY, undefined],
  ]) {
    const turnstile = new Turnstile(1, 10, patience);
    const first = turnstile.pass(work("a"));
    const second = turnstile.pass(async () => {}).catch((error) => error);
    await new Promise((done) => setTimeout(done, 300));
    endOne();
    await first;
    expect((await second)?.status).toBe(status);
  }
});

test("the flood of one group does not keep another one out", async () => {
  const { began, work, endOne } = works();
  const turnstile = new Turnstile(4, 100);
  const flood = Array.from({ length: 20 }, () => turnstile.pass(work("flood"), "flood"));
  const others = ["x", "y"].map((name) => turnstile.pass(work(name), name));
  await settle();
  expect(began).toEqual(["flood", "flood", "flood", "flood"]);
  endOne();
  endOne();
  await settle();
  expect(began.slice(4)).toEqual(["x", "y"]);
  for (let i = 0; i < 30; i++) {
    endOne();
    await settle();
  }
  await Promise.all([...flood, ...others]);
}, 10_000);
