"use client";

import { useState } from "react";
import { ExceptDialog, type ExceptKey } from "@/components/policies/except-dialog";
import { fixWords, ruleWords } from "@/components/policies/rule-words";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { DateTime } from "@/components/ui/relative-time";
import type { KeyKind } from "@/lib/keys/summary";
import type { Breach, RuleName } from "@/lib/policies/rules";
import type { KeyDoing } from "./key-state";

const mends: Record<RuleName, KeyDoing | undefined> = {
  lifetime: "rotate",
  never: "edit",
  rotation: "rotate",
  kind: undefined,
  networks: "edit",
  idle: "revoke",
};

/** A token says for good from where and until when it works. */
const mendOf = (rule: RuleName, kind: KeyKind): KeyDoing | undefined =>
  kind === "jwt" && mends[rule] === "edit" ? undefined : mends[rule];

const labels: Partial<Record<KeyDoing, string>> = {
  rotate: "Rotate",
  edit: "Edit",
  revoke: "Revoke",
};

/** What of policy the key breaks or soon will, until when, and what mends it. */
export function BreachList({
  item,
  breaches,
  may,
  except,
  onDo,
}: {
  item: { id: string; name: string; kind: KeyKind };
  breaches: Breach[];
  may: KeyDoing[];
  /** For who may except a key. */
  except: ExceptKey | undefined;
  onDo: (doing: KeyDoing) => void;
}) {
  const [excepting, setExcepting] = useState<Breach>();
  const notices = breaches.map((breach) => {
    const mend = mendOf(breach.rule, item.kind);
    const mayMend = mend && may.includes(mend);
    const mayExcept = except && breach.dueAt !== null;
    return (
      <Notice
        key={breach.rule}
        tone={breach.exceptUntil || breach.breaksAt ? "info" : "warn"}
        title={`Policy: ${ruleWords[breach.rule].name}`}
        actions={
          (mayMend || mayExcept) && (
            <>
              {mayMend && (
                <Button size="sm" onClick={() => onDo(mend)}>
                  {labels[mend]}
                </Button>
              )}
              {mayExcept && (
                <Button size="sm" onClick={() => setExcepting(breach)}>
                  {breach.exceptUntil ? "Change exception" : "Except"}
                </Button>
              )}
            </>
          )
        }
      >
        {breach.words} <Deadline breach={breach} /> {fixWords(breach.rule, item.kind)}
      </Notice>
    );
  });
  return (
    <>
      {notices}
      {except && excepting && (
        <ExceptDialog
          item={item}
          breach={excepting}
          except={except}
          onClose={() => setExcepting(undefined)}
        />
      )}
    </>
  );
}

function Deadline({ breach: { breaksAt, dueAt, exceptUntil } }: { breach: Breach }) {
  if (exceptUntil)
    return (
      <>
        It is excepted until <DateTime value={exceptUntil} />.
      </>
    );
  if (dueAt)
    return (
      <>
        It is disabled on <DateTime value={dueAt} />.
      </>
    );
  if (breaksAt)
    return (
      <>
        It breaks the rule on <DateTime value={breaksAt} />.
      </>
    );
  return <>People are reminded; it is not stopped for it.</>;
}
