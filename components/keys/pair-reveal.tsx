"use client";

import { SecretReveal } from "@/components/ui/secret-reveal";
import { SnippetTabs } from "@/components/ui/snippet-tabs";
import type { CreatedSecretKey } from "@/lib/keys/create";
import { RevealActions, RevealedKey, type Shown } from "./reveal-parts";
import { envFile, envFileName, keySnippets } from "./snippets";

/** Both halves of a new secret key, and the string that they make. */
export function PairReveal({
  slug,
  created,
  application,
  gateUrl,
  title = "Successfully generated your API keys",
  onStored,
  children,
}: Shown<CreatedSecretKey>) {
  const { key, apiKey, sharedKey, secretKey } = created;
  const { name, environment } = key;
  const issued = { application, name, environment, apiKey, sharedKey, secretKey };
  return (
    <SecretReveal
      title={title}
      description={<RevealedKey application={application} created={created} />}
      important="Copy and securely store your keys: the secret is not shown again. If it is lost, revoke the key and generate a new one."
      secrets={[
        { label: "Shared Key", value: sharedKey },
        { label: "Secret Key", value: secretKey },
        { label: "API key", value: apiKey },
      ]}
      size="lg"
      actions={
        <RevealActions
          slug={slug}
          created={created}
          file={{ name: envFileName(issued), text: envFile(gateUrl, issued) }}
        />
      }
      onStored={onStored}
    >
      <p className="-mt-3 text-muted text-sm">
        The API key is both joined: the one string that a call carries.
      </p>
      {children}
      <div className="flex flex-col gap-3">
        <h3 className="font-medium">Try it</h3>
        <SnippetTabs label="Language" snippets={keySnippets(gateUrl, apiKey)} />
      </div>
    </SecretReveal>
  );
}
