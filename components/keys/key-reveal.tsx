"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { SecretReveal } from "@/components/ui/secret-reveal";
import { SnippetTabs } from "@/components/ui/snippet-tabs";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { CreatedJwtKey, CreatedKey, CreatedSecretKey } from "@/lib/keys/create";
import { FirstRequest } from "./first-request";
import { envFile, envFileName, keySnippets } from "./snippets";

type Shown<Created> = {
  slug: string;
  created: Created;
  application: string;
  gateUrl: string;
  title?: string;
  onStored: () => void;
  /** What else is to be known at once. */
  children?: ReactNode;
};

/** Shows a new key, the only time: it lives in the props and nowhere else in the browser. */
export function KeyReveal({ created, ...shown }: Shown<CreatedKey>) {
  return "token" in created ? (
    <TokenReveal created={created} {...shown} />
  ) : (
    <PairReveal created={created} {...shown} />
  );
}

function TokenReveal({ created, application, title, onStored, children }: Shown<CreatedJwtKey>) {
  const { name, environment } = created.key;
  return (
    <SecretReveal
      title={title ?? "Successfully generated your JWT key"}
      description={
        <span className="flex flex-wrap items-center gap-2">
          {application} · {name} <EnvironmentBadge environment={environment} />
        </span>
      }
      important="Copy and securely store your token: it is not shown again. If it is lost, revoke the key and generate a new one."
      secrets={[{ label: "Token", value: created.token }]}
      size="lg"
      onStored={onStored}
    >
      {children}
    </SecretReveal>
  );
}

function PairReveal({
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

  function download() {
    const issued = { application, name, environment, apiKey, sharedKey, secretKey };
    const url = URL.createObjectURL(new Blob([envFile(gateUrl, issued)], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = envFileName(issued);
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  return (
    <SecretReveal
      title={title}
      description={
        <span className="flex flex-wrap items-center gap-2">
          {application} · {name} <EnvironmentBadge environment={environment} />
        </span>
      }
      important="Copy and securely store your keys: the secret is not shown again. If it is lost, revoke the key and generate a new one."
      secrets={[
        { label: "Shared Key", value: sharedKey },
        { label: "Secret Key", value: secretKey },
        { label: "API key", value: apiKey },
      ]}
      size="lg"
      actions={
        <>
          <div className="mr-auto flex items-center max-sm:py-1">
            <FirstRequest url={`/${slug}/keys/${key.id}/last-used`} />
          </div>
          <Button icon={<Download />} onClick={download}>
            Download .env
          </Button>
        </>
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
