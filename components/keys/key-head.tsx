"use client";

import { RefreshCw } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import type { ExceptKey } from "@/components/policies/except-dialog";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { DateTime } from "@/components/ui/relative-time";
import { EnvironmentBadge, StatusBadge } from "@/components/ui/status-badge";
import type { Breach } from "@/lib/policies/rules";
import { BreachList } from "./breach-list";
import type { KeyActions, ManagedKey } from "./key-actions";
import { type Asked, KeyDialogs } from "./key-dialogs";
import { KeyHandle } from "./key-handle";
import { KeyMenu } from "./key-menu";
import { doingsOf, type KeyDoing, shownStatus } from "./key-state";
import { StateNotice } from "./state-notice";

/** What key it is, how it is, and what can be done about it. */
export function KeyHead({
  slug,
  gateUrl,
  item,
  applicationActive,
  breaches,
  stoppedBy,
  actions,
  except,
  wish,
}: {
  slug: string;
  gateUrl: string;
  item: ManagedKey;
  applicationActive: boolean;
  breaches: Breach[];
  stoppedBy: string | undefined;
  actions: KeyActions;
  except: ExceptKey | undefined;
  /** What the address asks for. */
  wish: KeyDoing | undefined;
}) {
  const pathname = usePathname();
  const [now] = useState(Date.now);
  const doings = doingsOf(item);
  const [asked, setAsked] = useState<Asked | undefined>(
    wish && doings.includes(wish) ? { item, doing: wish } : undefined,
  );
  const onDo = (doing: KeyDoing) => setAsked({ item, doing });
  function ask(next: Asked | undefined) {
    setAsked(next);
    if (!next && wish) window.history.replaceState(null, "", pathname);
  }
  return (
    <>
      <PageHeader
        title={item.name}
        badge={<StatusBadge status={shownStatus(item, now)} />}
        actions={
          <>
            {doings.includes("rotate") && (
              <Button icon={<RefreshCw />} onClick={() => onDo("rotate")}>
                Rotate
              </Button>
            )}
            <KeyMenu item={item} without={["rotate"]} onDo={onDo} />
          </>
        }
        meta={
          <>
            <KeyHandle item={item} />
            <EnvironmentBadge environment={item.environment} />
            <span>
              Key of{" "}
              <Link
                href={`/${slug}/applications/${item.applicationId}`}
                className="text-text underline"
              >
                {item.applicationName}
              </Link>
            </span>
            <span>{item.ownerName ? `Owned by ${item.ownerName}` : "Service-owned"}</span>
            <span>
              Created <DateTime value={item.createdAt} dateOnly /> by {item.createdByName}
            </span>
          </>
        }
      />
      {!applicationActive && (
        <Notice tone="warn" title="The application is inactive">
          Its keys are refused until it is activated again.
        </Notice>
      )}
      <StateNotice item={item} stoppedBy={stoppedBy} now={now} may={doings} onDo={onDo} />
      <BreachList item={item} breaches={breaches} may={doings} except={except} onDo={onDo} />
      <KeyDialogs slug={slug} gateUrl={gateUrl} actions={actions} asked={asked} onAsk={ask} />
    </>
  );
}
