"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { CreatedKey } from "@/lib/keys/create";
import { FirstRequest } from "./first-request";

export type Shown<Created extends CreatedKey> = {
  slug: string;
  created: Created;
  application: string;
  gateUrl: string;
  title?: string | undefined;
  onStored: () => void;
  /** What else is to be known at once. */
  children?: ReactNode;
};

export function RevealedKey({
  application,
  created,
}: Pick<Shown<CreatedKey>, "application" | "created">) {
  const { name, environment } = created.key;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {application} · {name} <EnvironmentBadge environment={environment} />
    </span>
  );
}

/** Whether the key is in use yet, and a file to keep it in. */
export function RevealActions({
  slug,
  created,
  file,
}: Pick<Shown<CreatedKey>, "slug" | "created"> & { file: { name: string; text: string } }) {
  function download() {
    const url = URL.createObjectURL(new Blob([file.text], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
  return (
    <>
      <div className="mr-auto flex items-center max-sm:py-1">
        <FirstRequest url={`/${slug}/keys/${created.key.id}/now`} />
      </div>
      <Button icon={<Download />} onClick={download}>
        Download .env
      </Button>
    </>
  );
}
