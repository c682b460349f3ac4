import { AppError } from "@/lib/errors";
import { parseJson, parseJsonInTurns } from "./json";

const kib = 1024;
const mib = 1024 * kib;

export const largestBody = 64 * kib;
export const largestBatch = 2 * mib;
export const largestImport = 5 * mib;

const json = "application/json";
const form = "application/x-www-form-urlencoded";

type Headers = { get(name: string): string | null };
export type Chunks = AsyncIterable<Uint8Array> | null;
type Expected = { largest?: number; type?: typeof json | typeof form };

const sizeWords = (size: number) => (size < mib ? `${size / kib} KiB` : `${size / mib} MiB`);

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The body as text, "" where there is none. Throws 413 before it is all read, 415, 400. */
export async function readText(
  chunks: Chunks,
  headers: Headers,
  { largest = largestBody, type = json }: Expected = {},
): Promise<string> {
  const tooLarge = new AppError(
    "CONTENT_TOO_LARGE",
    `The body is larger than ${sizeWords(largest)}.`,
  );
  // So much of a body that is too large is still read, so that its sender gets to read the answer.
  const patience = largest + 2 * mib;
  if (Number(headers.get("content-length") ?? 0) > patience) throw tooLarge;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks ?? []) {
    size += chunk.byteLength;
    if (size > patience) throw tooLarge;
    if (size <= largest) parts.push(chunk);
  }
  if (size > largest) throw tooLarge;
  if (size === 0) return "";
  expectType(headers, type);
  try {
    return decoder.decode(Buffer.concat(parts));
  } catch {
    throw new AppError("BAD_REQUEST", "The body is not valid UTF-8.");
  }
}

function expectType(headers: Headers, expected: string): void {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const encoding = headers.get("content-encoding");
  if (type === expected && (!encoding || encoding === "identity")) return;
  throw new AppError(
    "UNSUPPORTED_MEDIA_TYPE",
    `Send ${expected === json ? "JSON" : "a form"}, uncompressed, with Content-Type: ${expected}.`,
  );
}

/** The body parsed. Throws 400 also where there is none. */
export async function readJson(chunks: Chunks, headers: Headers): Promise<unknown> {
  return parseJson(expectSome(await readText(chunks, headers)));
}

/** As `readJson`, of up to 2 MiB, letting others have their turn in between. */
export async function readBatch(chunks: Chunks, headers: Headers): Promise<unknown> {
  return parseJsonInTurns(expectSome(await readText(chunks, headers, { largest: largestBatch })));
}

function expectSome(text: string): string {
  if (text !== "") return text;
  throw new AppError("BAD_REQUEST", "The body is empty: send a JSON object.");
}

/** The fields of a form (RFC 6749 appendix B). Throws 400 where one is given twice. */
export async function readForm(chunks: Chunks, headers: Headers): Promise<Map<string, string>> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(
    await readText(chunks, headers, { type: form }),
  )) {
    if (fields.has(name)) throw new AppError("BAD_REQUEST", "The body gives a parameter twice.");
    fields.set(name, value);
  }
  return fields;
}
