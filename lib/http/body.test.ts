import { expect, test } from "vitest";
import { largestBatch, largestBody, readBatch, readForm, readJson, readText } from "./body";

const bodyOf = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  new Request("https://portal.example/", {
    method: "POST",
    body: typeof body === "string" ? body : new Uint8Array(body),
    headers: { "content-type": "application/json", ...headers },
  });

const read = (request: Request) => readJson(request.body, request.headers);

test("a body up to the limit is read, however it is cut into pieces", async () => {
  const text = JSON.stringify({ a: "ü".repeat(1000) });
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
  expect(await readText(pieces(), headers)).toBe(text);
  const full = `"${"x".repeat(largestBody - 2)}"`;
  expect(await read(bodyOf(full))).toHaveLength(largestBody - 2);
});

test.each([
  ["a byte too many", bodyOf(`"${"x".repeat(largestBody - 1)}"`), 413],
  ["100 KB", bodyOf(`"${"x".repeat(100_000)}"`), 413],
  ["a length beyond reason", bodyOf("{}", { "content-length": "99999999999" }), 413],
  ["nothing", new Request("https://portal.example/", { method: "POST" }), 400],
  ["no JSON", bodyOf("{"), 400],
  ["no UTF-8", bodyOf(Buffer.from([0x22, 0xff, 0x22])), 400],
  ["text", bodyOf("{}", { "content-type": "text/plain" }), 415],
  ["a form", bodyOf("a=b", { "content-type": "application/x-www-form-urlencoded" }), 415],
  ["compressed", bodyOf("{}", { "content-encoding": "gzip" }), 415],
])("%s is refused with the right status", async (_, request, status) => {
  await expect(read(request)).rejects.toMatchObject({ status });
});

test("an endless body is given up, not swallowed", async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 65_536;
      yield new Uint8Array(65_536);
    }
  }
  await expect(readText(endless(), new Headers())).rejects.toMatchObject({ status: 413 });
  expect(sent).toBeLessThan(3 * 1024 * 1024);
});

test("a batch may be larger, up to 2 MiB", async () => {
  const batch = (text: string) => readBatch(bodyOf(text).body, bodyOf(text).headers);
  expect(await batch(`"${"x".repeat(largestBatch - 2)}"`)).toHaveLength(largestBatch - 2);
  await expect(batch(`"${"x".repeat(largestBatch - 1)}"`)).rejects.toMatchObject({
    status: 413,
    message: "The body is larger than 2 MiB.",
  });
  await expect(batch("")).rejects.toMatchObject({ status: 400 });
});

test("a form gives each of its fields once", async () => {
  const form = (text: string, type = "application/x-www-form-urlencoded") => {
    const { body, headers } = bodyOf(text, { "content-type": type });
    return readForm(body, headers);
  };
  expect(await form("token=a%2Bb+c&hint=")).toEqual(
    new Map([
      ["token", "a+b c"],
      ["hint", ""],
    ]),
  );
  expect(await form("", "text/plain")).toEqual(new Map());
  await expect(form("token=a&token=b")).rejects.toMatchObject({ status: 400 });
  await expect(form("{}", "application/json")).rejects.toMatchObject({ status: 415 });
});
