"use client";

import { SecretReveal } from "@/components/ui/secret-reveal";
import { SnippetTabs } from "@/components/ui/snippet-tabs";
import type { CreatedJwtKey } from "@/lib/keys/create";
import { ClaimsTable } from "./claims-table";
import { RevealActions, RevealedKey, type Shown } from "./reveal-parts";
import { envFileName } from "./snippets";
import { tokenEnvFile, tokenSnippets } from "./token-snippets";
import { TokenText } from "./token-text";

/** A new token, and what it says. */
export function TokenReveal({
  slug,
  created,
  application,
  gateUrl,
  title = "Successfully generated your JWT key",
  onStored,
  children,
}: Shown<CreatedJwtKey>) {
  const { key, token } = created;
  const issued = { application, name: key.name, environment: key.environment, token };
  return (
    <SecretReveal
      title={title}
      description={<RevealedKey application={application} created={created} />}
      important="Copy and securely store your token: it is not shown again. If it is lost, revoke the key and generate a new one."
      secrets={[]}
      size="lg"
      actions={
        <RevealActions
          slug={slug}
          created={created}
          file={{ name: envFileName(issued), text: tokenEnvFile(gateUrl, issued) }}
        />
      }
      onStored={onStored}
    >
      <TokenText value={token} />
      {children}
      <div className="flex flex-col gap-3">
        <div>
          <h3 className="font-medium">What it says</h3>
          <p className="text-muted text-sm">
            Decoded here, in your browser. A token is a secret: paste it into no other website.
          </p>
        </div>
        <ClaimsTable token={token} application={application} />
      </div>
      <div className="flex flex-col gap-3">
        <h3 className="font-medium">Try it</h3>
        <SnippetTabs label="Language" snippets={tokenSnippets(gateUrl, token)} />
      </div>
    </SecretReveal>
  );
}
