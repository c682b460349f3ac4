import type { SnippetOf } from "./place";

const unheard =
  "It never asks about revocation: a JWT key that was revoked passes until its end. Give such keys a short life, or use the SDK.";

export const resourceServer: SnippetOf = ({ gateUrl, organization, api, permission }) => ({
  label: "OAuth",
  file: "app.mjs",
  hint: `For a server that takes any OAuth access token (RFC 9068): signature, issuer, audience, end and scope are checked. ${unheard}`,
  code: `import express from "express";
import { auth${permission ? ", requiredScopes" : ""} } from "express-oauth2-jwt-bearer";

export const app = express();
app.use(
  auth({
    issuerBaseURL: "${gateUrl}/o/${organization}",
    audience: "${api}",
    tokenSigningAlg: "ES256",
    strict: true,
  }),
);

app.get("/orders", ${permission ? `requiredScopes("${permission}"), ` : ""}(request, response) => {
  response.json({ caller: request.auth.payload.client_id });
});
`,
});

export const pythonOffline: SnippetOf = ({ gateUrl, organization, api }) => ({
  label: "Python",
  file: "portcullis_jwt.py",
  hint: "pip install pyjwt cryptography. Checks a JWT key in your process, and reads the list of revoked keys again once it is older than its ttl.",
  code: `import base64
import json
import time
import urllib.request
import zlib

import jwt

ISSUER = "${gateUrl}/o/${organization}"
signing_keys = jwt.PyJWKClient(ISSUER + "/jwks.json", lifespan=300)
asked_at = 0.0
lists = {}


def signing_key(kid):
    """Asks for new keys at most every ten seconds, whatever strangers send."""
    global asked_at
    for again in (False, True):
        if again:
            if time.monotonic() < asked_at + 10:
                break
            asked_at = time.monotonic()
        for key in signing_keys.get_signing_keys(again):
            if key.key_id == kid:
                return key.key
    raise jwt.InvalidTokenError("another signing key")


def decode(token, typ, **wanted):
    header = jwt.get_unverified_header(token)
    if header.get("typ") != typ:
        raise jwt.InvalidTokenError("another kind of token")
    key = signing_key(header.get("kid"))
    return jwt.decode(token, key, algorithms=["ES256"], **wanted)


def status_of(place):
    """0 valid, 1 revoked, 2 suspended, by the status list that the token names."""
    uri, index = place["uri"], place["idx"]
    if uri not in lists or lists[uri][0] < time.monotonic():
        with urllib.request.urlopen(uri, timeout=2) as response:
            told = decode(response.read().decode(), "statuslist+jwt")
        if told["sub"] != uri:
            raise jwt.InvalidTokenError("another status list")
        packed = told["status_list"]["lst"]
        unpacked = zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        lists[uri] = (time.monotonic() + told["ttl"], unpacked)
    return lists[uri][1][index // 4] >> (index % 4 * 2) & 3


def verify(token, *permissions):
    """Who calls, with such claims as client_id and scope; raises where it may not."""
    required = ["exp", "iat", "sub", "jti", "client_id", "status"]
    claims = decode(
        token, "at+jwt", audience="${api}", issuer=ISSUER, options={"require": required}
    )
    if status_of(claims["status"]["status_list"]) != 0:
        raise jwt.InvalidTokenError("revoked or suspended")
    if not set(permissions) <= set(claims["scope"].split()):
        raise PermissionError("insufficient scope")
    return claims
`,
});
