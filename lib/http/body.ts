import { AppError } from "@/lib/errors";
import { parseJson } from "./json";

export const largestBody = 64 * 1024;
/** So much of a body that is too large is still read, so that its sender gets to read the answer. */
const patience = 2 * 1024 * 1024;

type Headers = { get(name: string): string | null };
export type Chunks = AsyncIterable<Uint8Array> | null;

const tooLarge = () =>
  new AppError("CONTENT_TOO_LARGE", `The body is larger than ${largestBody / 1024} KiB.`);

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The body as text, "" where there is none. Throws 413 before it is all read, 415, 400. */
export async function readText(chunks: Chunks, headers: Headers): Promise<string> {
  if (Number(headers.get("content-length") ?? 0) > patience) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks ?? []) {
    size += chunk.byteLength;
    if (size > patience) throw tooLarge();
    if (size <= largestBody) parts.push(chunk);
  }
  if (size > largestBody) throw tooLarge();
  if (size === 0) return "";
  expectJson(headers);
  try {
    return decoder.decode(Buffer.concat(parts));
  } catch {
    throw new AppError("BAD_REQUEST", "The body is not valid UTF-8.");
  }
}

function expectJson(headers: Headers): void {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const encoding = headers.get("content-encoding");
  if (type === "application/json" && (!encoding || encoding === "identity")) return;
  throw new AppError(
    "UNSUPPORTED_MEDIA_TYPE",
    "Send JSON, uncompressed, with Content-Type: application/json.",
  );
}

/** The body parsed. Throws 400 also where there is none. */
export async function readJson(chunks: Chunks, headers: Headers): Promise<unknown> {
  const text = await readText(chunks, headers);
  if (text === "") throw new AppError("BAD_REQUEST", "The body is empty: send a JSON object.");
  return parseJson(text);
}
