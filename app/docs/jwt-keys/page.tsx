import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Terms } from "@/components/docs/terms";
import { claimMeanings } from "@/components/keys/token-claims";
import { Wordmark } from "@/components/ui/mark";

export const metadata: Metadata = { title: "JWT keys" };

const times: Record<string, string> = {
  exp: "When it ends",
  nbf: "When it begins",
  iat: "When it was signed",
};

const claims = claimMeanings.map(([term, meaning]) => ({
  term,
  meaning: times[term] ? `${times[term]}, in seconds since 1 January 1970, UTC.` : `${meaning}.`,
}));

const checks = [
  {
    term: "form",
    meaning: "JWS compact, at most 6,000 characters. Refuse a claim that comes twice.",
  },
  {
    term: "alg, typ",
    meaning: "ES256 and at+jwt, nothing else (RFC 9068). Ignore jku, x5u, jwk; refuse crit.",
  },
  {
    term: "kid",
    meaning:
      "A key of the key set at <issuer>/jwks.json, from the address that you were given, never from one in the token. Read the set anew for an unknown kid, at most once in a while.",
  },
  { term: "iss", meaning: "The issuer that you were given, to the letter." },
  { term: "aud", meaning: "Holds the slug of your API." },
  { term: "exp, nbf", meaning: "By your clock, with a few seconds of grace." },
  { term: "scope", meaning: "Holds the permission that the request needs." },
];

const learns = [
  {
    term: "The gate",
    meaning:
      "Asked for each request, it refuses a key from the moment on at which its revocation was acknowledged.",
  },
  {
    term: "The stream",
    meaning:
      "GET /v1/revocations tells of every change within a fraction of a second. A service that hears nothing, not even a heartbeat, asks the gate instead, or refuses. @portcullis/sdk does this.",
  },
  {
    term: "The status list",
    meaning:
      "The address and the place stand in the token (Token Status List, application/statuslist+jwt). A copy is good for half a minute.",
  },
  {
    term: "Neither",
    meaning:
      "A service that follows neither honours exp alone: a key that was revoked passes until its end. Keep the lifetimes short there.",
  },
];

const suspends = [
  { term: "disabled", meaning: "Its key is disabled or quarantined." },
  { term: "application", meaning: "Its application is inactive." },
  { term: "owner", meaning: "Its owner is no longer a member." },
  {
    term: "scope",
    meaning:
      "It says more than its key may now: an API, a grant or a permission was taken away since it was signed. The gate judges by what the key may now; who checks offline can’t, and refuses it. Rotate the key for a token that says less.",
  },
];

export default function JwtKeysPage() {
  return (
    <main className="mx-auto max-w-4xl px-4 py-12">
      <Wordmark className="mb-8 text-lg" />
      <h1 className="font-semibold text-xl tracking-tight">JWT keys</h1>
      <p className="mt-1 text-muted">
        A JWT key is a signed token. Services check it without asking, and can still learn within a
        fraction of a second that it was revoked. It always has an end. Every door that takes a
        secret key takes it, too; the{" "}
        <a className="text-accent underline underline-offset-2" href="/docs/api">
          API reference
        </a>{" "}
        lists them.
      </p>
      <Part title="What a token says">
        What was signed stays so until the token ends; rotate the key for one that says something
        else.
      </Part>
      <Terms rows={claims} />
      <Part title="What a service checks">
        All of it. A library for access tokens (RFC 9068) does most: give it the issuer, the
        audience and ES256.
      </Part>
      <Terms rows={checks} />
      <Part title="How a service learns of a revocation">
        There are three ways, and one to go without.
      </Part>
      <Terms rows={learns} />
      <Part title="When a token is suspended">
        Suspended is not for good: the token is valid again when the reason is gone.
      </Part>
      <Terms rows={suspends} />
      <Part title="When the signing key changes">
        The next key is published at least ten minutes before it signs, and a retired one until the
        last of its tokens has ended. A service that reads the key set as its caching headers say
        notices nothing.
      </Part>
      <Part title="When a signing key is stolen">
        Withdraw it in Settings → Signing keys. From that moment on the gates refuse all that it
        ever signed, its keys are revoked, and the next key signs. A service that follows the stream
        knows within a fraction of a second; one that reads the key set, as soon as its copy is
        over, after five minutes at most. Until a service has read the set anew, it may refuse new
        tokens.
      </Part>
    </main>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h2 className="mt-8 font-semibold text-lg">{title}</h2>
      <p className="mt-1 mb-3 text-muted">{children}</p>
    </>
  );
}
