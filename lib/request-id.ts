import { randomFillSync } from "node:crypto";
import type { RequestId } from "./ids";

const digits = Buffer.from("0123456789abcdefghjkmnpqrstvwxyz", "latin1");
const pool = Buffer.alloc(16 * 1024);
const requestId = Buffer.from(`req_${"0".repeat(26)}`, "latin1");
let drawn = pool.length;
let stampedAt = -1;

/** As `newId("req")`, in a tenth of its time; within a millisecond in no order. */
export function newRequestId(): RequestId {
  const now = Date.now();
  if (now !== stampedAt) {
    stampedAt = now;
    for (let at = 13, rest = now; at >= 4; at--, rest = Math.floor(rest / 32)) {
      requestId[at] = digits[rest % 32] ?? 0;
    }
  }
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  for (let at = 14; at < 30; at++) requestId[at] = digits[(pool[drawn++] ?? 0) & 31] ?? 0;
  // The version, 7, and the variant, 10 (RFC 9562 §5.7), lie across these two digits.
  requestId[14] = digits[14 | ((pool[drawn - 16] ?? 0) & 1)] ?? 0;
  requestId[17] = digits[8 | ((pool[drawn - 13] ?? 0) & 0b10011)] ?? 0;
  return requestId.toString("latin1", 0, 30) as RequestId;
}
