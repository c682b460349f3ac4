import { credentialIn, JwtText } from "@/lib/keys/credential";

const jwt = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Why a text is malformed as a key, and what to do about it. */
export function malformedWords(text: string): string {
  const credential = credentialIn(text);
  if (credential instanceof JwtText) return credential.parsed ? notOurs : altered;
  return jwt.test(text) ? otherJwt : noKey;
}

const noKey =
  "The text has not the form of a key, or its checksum is wrong: cut off, mistyped or of another kind. Copy the whole key again.";
const altered =
  "The token begins as a JWT key does, but was cut off or altered. Copy the whole token again.";
const notOurs =
  "The token has the form of a JWT key, but this organization has not signed it with the signing key that it names. Check that the whole token was copied, and that it is a key of this organization.";
const otherJwt =
  "This is a JWT, but none of the JWT keys that are generated here: it may be an ID token, or that of another issuer. Send the token that was shown when the key was generated.";
