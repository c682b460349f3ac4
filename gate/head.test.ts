import { createServer, type IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { usualHead } from "./head";

const line = "POST /v1/keys/verify HTTP/1.1";
const body = '{"key":"k"}';
const plain = [
  "host: gate",
  "authorization: Bearer pcs_token",
  "content-type: application/json",
  `content-length: ${body.length}`,
];
const textOf = (fields: string[], first = line) => [first, ...fields, "", body].join("\r\n");

/** What is said of fields in this place of the plain ones. */
const withField = (place: number, text: string) =>
  plain.map((one, i) => (i === place ? text : one));

test("the plain head of a verification is understood", () => {
  const text = textOf([...plain, "User-Agent:  nginx 1 ", "x-empty:", "Connection: Keep-Alive"]);
  const head = usualHead(text);
  expect(head?.text).toBe(text.slice(0, -body.length));
  expect(head?.length).toBe(body.length);
  expect(head?.credential).toBe("pcs_token");
  expect(head?.fields.get("user-agent")).toBe("nginx 1");
  expect(head?.fields.get("x-empty")).toBe("");
});

test("without a token, or with one that is none, it is a head as well", () => {
  expect(usualHead(textOf(plain.toSpliced(1, 1)))?.credential).toBeNull();
  expect(usualHead(textOf(withField(1, "authorization: Basic x")))?.credential).toBeNull();
});

test.each([
  ["another method", textOf(plain, line.replace("POST", "GET"))],
  ["another path", textOf(plain, line.replace("verify", "verify?x"))],
  ["an older version", textOf(plain, line.replace("1.1", "1.0"))],
  ["a part", textOf(plain).slice(0, 100)],
  ["lines that end otherwise", textOf(plain).replaceAll("\r\n", "\n")],
  ["one line that ends otherwise", textOf(plain).replace("gate\r\n", "gate\n")],
  ["no host", textOf(plain.slice(1))],
  ["a field that comes twice", textOf([...plain, "Host: other"])],
  ["two lengths", textOf([...plain, "content-length: 3"])],
  ["no length", textOf(plain.slice(0, 3))],
  ["a length with a sign", textOf(withField(3, "content-length: +11"))],
  ["a length with a leading zero", textOf(withField(3, "content-length: 011"))],
  ["a list of lengths", textOf(withField(3, "content-length: 11, 11"))],
  ["a large body", textOf(withField(3, "content-length: 16385"))],
  ["chunks", textOf([...plain, "transfer-encoding: chunked"])],
  ["a folded line", textOf([...plain, "x: 1", " transfer-encoding: chunked"])],
  ["a space before the colon", textOf([...plain, "transfer-encoding : chunked"])],
  ["a name that is none", textOf([...plain, "x\u0000: 1"])],
  ["a value with control characters", textOf([...plain, "x: 1\u0000"])],
  ["a value with a carriage return", textOf([...plain, "x: 1\rtransfer-encoding: chunked"])],
  ["a value with a tab", textOf([...plain, "x: 1\t"])],
  ["a value beyond ASCII", textOf([...plain, "x: \u00e9"])],
  ["a connection that is not kept", textOf([...plain, "connection: close"])],
  ["a connection with options", textOf([...plain, "connection: keep-alive, x"])],
  ["an expectation", textOf([...plain, "expect: 100-continue"])],
  ["another protocol", textOf([...plain, "upgrade: h2c"])],
  ["a compressed body", textOf([...plain, "content-encoding: gzip"])],
  ["another type", textOf(withField(2, "content-type: text/plain"))],
  ["a long head", textOf([...plain, `x: ${"x".repeat(9000)}`])],
  ["many fields", textOf([...plain, ...Array.from({ length: 100 }, (_, i) => `x${i}: 1`)])],
])("%s is Node's to judge", (_, text) => {
  expect(usualHead(text)).toBeNull();
});

type Heard = { headers: IncomingMessage["headers"]; body: string };

/** What Node's own parser makes of these bytes: its requests, or how it refuses. */
function heardByNode(text: string): Promise<Heard[]> {
  return new Promise((done) => {
    const heard: Heard[] = [];
    const server = createServer({ requireHostHeader: false }, async (request, response) => {
      let body = "";
      for await (const chunk of request.setEncoding("latin1")) body += chunk;
      heard.push({ headers: request.headers, body });
      response.end();
    });
    const socket = new Duplex({
      read() {},
      write: (_chunk, _encoding, next) => next(),
      final: (next) => next(),
    });
    server.on("clientError", () => done([]));
    server.emit("connection", socket);
    socket.push(Buffer.from(text, "latin1"));
    setTimeout(() => done(heard), 2);
  });
}

const name = fc.constantFrom(
  ...["host", "content-length", "Content-Length", "transfer-encoding", "connection", "x-one", "x"],
  ...["content-type", "expect", "upgrade", "trailer", "te", "user-agent", "x\t", "", "é", "x y"],
);
const colon = fc.constantFrom(":", ": ", ":\t ", " :", ";", "");
const value = fc.oneof(
  fc.constantFrom(
    "11",
    "3",
    "0",
    "+11",
    "011",
    "11 ",
    "11\t",
    "chunked",
    "close",
    "keep-alive",
    "gzip",
  ),
  fc.constantFrom("application/json", "\u0000", "a\rb", "a\nb", "é", "", "x: y", "\u007f"),
  fc.string({ unit: "binary-ascii", maxLength: 6 }),
);
const field = fc.tuple(name, colon, value).map((parts) => parts.join(""));
const ending = fc.constantFrom("\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ");
const fields = fc.array(fc.tuple(field, ending), { maxLength: 3 });

test("whatever is understood Node's parser understands in the same way", async () => {
  let understood = 0;
  const request = fc.tuple(fields, fc.shuffledSubarray(plain, { minLength: 3 }), fc.nat(3));
  await fc.assert(
    fc.asyncProperty(request, async ([odd, usual, place]) => {
      const lines = usual.map((one) => `${one}\r\n`);
      lines.splice(place, 0, ...odd.map((parts) => parts.join("")));
      const text = `${line}\r\n${lines.join("")}\r\n${body}`;
      const head = usualHead(text);
      if (!head || head.text.length + head.length !== text.length) return;
      understood++;
      const [heard, ...more] = await heardByNode(text);
      expect(more).toEqual([]);
      expect(heard?.body).toBe(text.slice(head.text.length));
      expect(heard?.headers).toEqual(Object.fromEntries(head.fields));
    }),
    { numRuns: 10_000 },
  );
  console.log(`${understood} heads of 10,000 were understood`);
  expect(understood).toBeGreaterThan(300);
}, 60_000);
