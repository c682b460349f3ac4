"use client";

import { AppWindow, Inbox, KeyRound } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { RemovalImpact } from "@/lib/catalog/impact";
import type { FormResult } from "@/lib/form";
import { counted } from "./counted";

export type Removal = { removeGrants: boolean };
export type AskImpact = () => Promise<FormResult<RemovalImpact>>;

/** Asks before something of the catalogue is deleted, and tells whom that concerns. */
export function RemovalDialog({
  title,
  consequence,
  what,
  typeName,
  stays,
  impact,
  remove,
  onRemoved,
  ...openable
}: {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement<Record<string, unknown>>;
  title: string;
  consequence: ReactNode;
  /** What it is, as the button says. */
  what: "API" | "endpoint" | "permission";
  typeName?: string;
  /** Whether it can't be deleted while endpoints require it. */
  stays?: boolean;
  impact: AskImpact;
  remove: (wish: Removal) => Promise<FormResult<null>>;
  onRemoved: () => void;
}) {
  const [told, setTold] = useState<RemovalImpact>();
  const losing = told?.applications.some(({ grants }) => grants > 0) ?? false;
  const required = (told?.requiredBy.length ?? 0) > 0;
  return (
    <ConfirmDialog
      {...openable}
      title={title}
      consequence={consequence}
      confirmLabel={losing ? `Remove grants and delete ${what}` : `Delete ${what}`}
      typeName={typeName}
      blocked={required && stays}
      onConfirm={async () => {
        const result = await remove({ removeGrants: losing || required });
        if (result.ok) onRemoved();
        return confirmed(result);
      }}
    >
      <Affected ask={impact} told={told} onTold={setTold} stays={stays} />
    </ConfirmDialog>
  );
}

function Affected({
  ask,
  told,
  onTold,
  stays,
}: {
  ask: AskImpact;
  told: RemovalImpact | undefined;
  onTold: (told: RemovalImpact | undefined) => void;
  stays: boolean | undefined;
}) {
  const [failed, setFailed] = useState(false);
  const look = useEffectEvent(async () => {
    onTold(undefined);
    const result = await ask().catch(() => undefined);
    if (result?.ok) onTold(result.data);
    else setFailed(true);
  });
  useEffect(() => {
    look();
  }, []);

  if (failed) return <p className="text-muted">Whom it concerns could not be looked up.</p>;
  if (!told) return <Skeleton className="h-16" />;
  const { applications, keys, requests, requiredBy } = told;
  if (applications.length + requests.length + requiredBy.length === 0) {
    return <p className="text-muted">No application is granted it, so no key is affected.</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      {requiredBy.length > 0 && (
        <Notice tone={stays ? "bad" : "warn"} title={requirers(requiredBy.length)}>
          {stays
            ? "It is sensitive: without it more keys could call what it protects. Choose another permission there first."
            : `Without it, only a grant of the endpoint itself reaches ${requiredBy.length === 1 ? "it" : "them"}.`}
          <ul className="mt-1.5 max-h-24 overflow-y-auto font-mono text-[0.92em]">
            {requiredBy.map(({ method, path }) => (
              <li key={`${method} ${path}`} className="break-all">
                {method} {path}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <List
        title={`${counted(applications.length, "application")} affected`}
        items={applications.map(({ id, name, grants }) => ({
          id,
          icon: <AppWindow aria-hidden />,
          name,
          note:
            grants > 0 ? `loses ${counted(grants, "grant")}` : "loses it through its permission",
        }))}
      />
      <List
        title={`${counted(keys.length, "key")} limited to it`}
        items={keys.map(({ id, name, application }) => ({
          id,
          icon: <KeyRound aria-hidden />,
          name,
          note: application.name,
        }))}
      />
      <List
        title={`${counted(requests.length, "pending request")}`}
        items={requests.map(({ id, application, createdByName }) => ({
          id,
          icon: <Inbox aria-hidden />,
          name: application.name,
          note: `asked by ${createdByName}`,
        }))}
      />
    </div>
  );
}

const requirers = (count: number) =>
  count === 1 ? "1 endpoint requires it" : `${count} endpoints require it`;

type Item = { id: string; icon: ReactNode; name: string; note: string };

function List({ title, items }: { title: string; items: Item[] }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title} className="rounded-md border border-line">
      <h3 className="border-b px-3.5 py-2 font-medium">{title}</h3>
      <ul className="max-h-36 divide-y divide-line overflow-y-auto">
        {items.map(({ id, icon, name, note }) => (
          <li
            key={id}
            className="flex items-center gap-2.5 px-3.5 py-2 text-sm [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
          >
            {icon}
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="shrink-0 text-muted">{note}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
