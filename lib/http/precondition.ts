import { AppError } from "@/lib/errors";

export const etagOf = (revision: number) => `"${revision}"`;

/**
 * The revision that `If-Match` names (RFC 9110 §13.1.1): undefined for `*` or none. Throws 428
 * where it is required and missing, 400 where it is no entity tag, 412 where no revision can match.
 */
export function revisionOf(ifMatch: string | null, required: boolean): number | undefined {
  if (ifMatch === null) {
    if (!required) return undefined;
    throw new AppError(
      "PRECONDITION_REQUIRED",
      "Send If-Match with the ETag of what you have read, so that nobody's change is lost.",
    );
  }
  const tag = ifMatch.trim();
  if (tag === "*") return undefined;
  if (!/^(?:W\/)?"[\x21\x23-\x7e]{0,100}"$/.test(tag)) {
    throw new AppError("BAD_REQUEST", 'If-Match takes one ETag as it was answered, such as "3".');
  }
  const revision = /^"([1-9][0-9]{0,9})"$/.exec(tag)?.[1];
  if (revision) return Number(revision);
  throw new AppError("PRECONDITION_FAILED", "If-Match names no revision of this.");
}
