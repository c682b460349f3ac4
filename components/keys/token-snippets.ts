import type { Snippet } from "@/components/ui/snippet-tabs";
import { nginxSnippet, trySnippet, verifySnippet } from "./snippets";
import { issuerAndAudience } from "./token-claims";

/** How to call with a token, and how the API that it is for checks it. */
export function tokenSnippets(gateUrl: string, token: string): Snippet[] {
  const { issuer, audience } = issuerAndAudience(token);
  const api = audience[0] ?? "";
  return [
    {
      id: "curl",
      label: "curl",
      hint: "Works at once: the gate tells what it knows about the key.",
      code: trySnippet(gateUrl, token),
    },
    {
      id: "node",
      label: "Node (SDK)",
      hint: "For the API that receives it: checks offline, and hears of its revocation within a fraction of a second.",
      code: `import { createVerifier } from "@portcullis/sdk";

const verifier = createVerifier({
  gate: "${gateUrl}",
  token: process.env.PORTCULLIS_TOKEN, // a service token with keys.verify
  api: "${api}",
});
await verifier.ready();
const verdict = await verifier.verify(process.env.PORTCULLIS_API_KEY);
console.log(verdict.valid, verdict.code);
verifier.close();`,
    },
    {
      id: "python",
      label: "Python",
      hint: "For the API that receives it, with PyJWT: checks offline. It sees no revocation and honours the end only; ask the gate where that is not enough.",
      code: `import jwt

jwks = jwt.PyJWKClient("${issuer}/jwks.json", lifespan=300)

def claims_of(token):
    header = jwt.get_unverified_header(token)
    keys = {key.key_id: key.key for key in jwks.get_signing_keys()}
    if header.get("typ") != "at+jwt" or header.get("kid") not in keys:
        raise jwt.InvalidTokenError("not an access token of this organization")
    return jwt.decode(
        token,
        keys[header["kid"]],
        algorithms=["ES256"],
        issuer="${issuer}",
        audience="${api}",
        options={"require": ["exp", "jti", "sub"]},
    )`,
    },
    {
      id: "nginx",
      label: "nginx",
      hint: "Adds the token to every call that your application makes through nginx.",
      code: nginxSnippet(token),
    },
    {
      id: "verify",
      label: "Verify",
      hint: "For an API that asks the gate: a verdict that knows of every revocation, with a service token.",
      code: verifySnippet(gateUrl, token),
    },
  ];
}

type Issued = { application: string; name: string; environment: string; token: string };

/** Under the same name as a secret key, so that what calls need not know the kind. */
export function tokenEnvFile(gateUrl: string, issued: Issued): string {
  return `# ${issued.application} · ${issued.name} · ${issued.environment}
PORTCULLIS_GATE_URL=${gateUrl}
PORTCULLIS_API_KEY=${issued.token}
`;
}
