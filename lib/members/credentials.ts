import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { z } from "zod";
import { isGuessable } from "@/lib/access/password-strength";
import { AppError, invalid } from "@/lib/errors";

/** Argon2id as OWASP's Password Storage Cheat Sheet asks: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a random password that nobody has: an unknown account costs as much as a known one. */
const nobody =
  "$argon2id$v=19$m=19456,t=2,p=1$N6O8mtGYe0gk/mQVYr8cmw$tcZmss5ShVCot5FT6PZUZ0kLIoTbnv/s0HDk3IbE12s";

const atOnce = 2;
const mayWait = 200;
let running = 0;
const waiting: (() => void)[] = [];

/** Argon2 takes much memory and a core: two at once, the others wait their turn. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= mayWait) {
    throw new AppError("UNAVAILABLE", "Too many people sign in just now. Try again in a moment.", {
      retryAfter: 5,
    });
  }
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/** A new password (NIST SP 800-63B): 15 to 256 characters, any of them. */
export const passwordField = () =>
  z
    .string("Enter a password.")
    .max(2000, "At most 256 characters.")
    .transform((value) => value.normalize("NFC"))
    .pipe(
      z
        .string()
        .refine((value) => [...value].length >= 15, "At least 15 characters.")
        .refine((value) => [...value].length <= 256, "At most 256 characters.")
        .refine((value) => !/\p{Cs}/u.test(value), "Some of these characters are not valid text."),
    );

/**
 * Throws 422 at `password` where it is one of those tried first. `known` are words about the
 * person: name, e-mail address, organization.
 */
export function assertUnguessable(password: string, known: readonly string[]): void {
  if (!isGuessable(password, known)) return;
  throw invalid(
    "password",
    "This password is easy to guess. Use several unrelated words, or let a password manager make one.",
  );
}

export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize("NFC"), cost));

/** Whether the password is right. Without a hash (unknown account) the same work, then false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const right = await inTurn(() => verify(stored ?? nobody, password.normalize("NFC")));
  return right && stored !== null;
}
