import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { changesOf, mostInChange, mostInPart, Ring, Snapshot } from "./events";

const parse = (text: Buffer) => {
  const lines = text.toString().trimEnd().split("\n");
  const fields = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  return { ...fields, data: JSON.parse(fields.data ?? "") };
};

test("a snapshot comes in parts that hold every key once, and only its last has an id", () => {
  for (const [revoked, suspended] of [
    [0, 0],
    [3, 0],
    [0, 3],
    [mostInPart, 0],
    [mostInPart - 1, 2],
    [mostInPart * 2 + 7, mostInPart + 9],
  ] as const) {
    const ids = (count: number) => Array.from({ length: count }, () => newId("key"));
    const [first, second] = [ids(revoked), ids(suspended)];
    const snapshot = new Snapshot(7, "x.7", first, second);
    const parts = Array.from({ length: snapshot.parts }, (_, i) => parse(snapshot.part(i + 1)));
    expect(parts.flatMap(({ data }) => data.revoked)).toEqual(first);
    expect(parts.flatMap(({ data }) => data.suspended)).toEqual(second);
    for (const [i, { data, ...rest }] of parts.entries()) {
      expect([data.part, data.parts]).toEqual([i + 1, parts.length]);
      expect(data.revoked.length + data.suspended.length).toBeLessThanOrEqual(mostInPart);
      expect(rest).toEqual({ event: "snapshot", ...(i === parts.length - 1 && { id: "x.7" }) });
    }
  }
});

test("a difference is told in events of bounded size, each status by its name", () => {
  const statuses = ["revoked", "suspended", "valid"] as const;
  const difference = Array.from({ length: mostInChange * 2 + 1 }, (_, i) => ({
    keyId: newId("key"),
    status: statuses[i % 3] ?? "valid",
  }));
  const events = [...changesOf(difference)].map((data) => JSON.parse(data));
  expect(events.length).toBe(3);
  expect(Object.keys(events[2])).toHaveLength(1);
  for (const status of statuses) {
    expect(events.flatMap((event) => event[status] ?? [])).toEqual(
      difference.filter((one) => one.status === status).map(({ keyId }) => keyId),
    );
  }
});

test("a ring resumes after what was seen, and says where it can't", () => {
  const ring = new Ring("one");
  const sent = Array.from({ length: 5 }, (_, i) => ring.add("change", `${i}`));
  expect(ring.after(2)).toEqual(sent.slice(2));
  expect(ring.after(5)).toEqual([]);
  expect(ring.placeOf("one.3")).toBe(3);
  for (const id of [null, "", "one", "one.", "one.6", "two.3", "one.-1", "one.3x", "one.1e1"]) {
    expect(ring.placeOf(id)).toBe(null);
  }
  for (let i = 0; i < 5000; i++) ring.add("change", "x".repeat(1000));
  expect(ring.after(3)).toBe(null);
  expect(ring.after(ring.seq - 1)).toHaveLength(1);
  const last = ring.seq;
  ring.skip();
  expect(ring.after(last)).toBe(null);
  expect(ring.after(ring.seq)).toEqual([]);
});
