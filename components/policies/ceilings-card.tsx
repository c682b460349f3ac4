"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { FormResult } from "@/lib/form";
import type { Ceilings } from "@/lib/policies/ceiling";
import { CeilingTable } from "./ceiling-table";
import { changesOf, type Edits, edited } from "./ceiling-words";
import { type Preview, ReviewDialog, type Save } from "./review-dialog";

const title = "Ceilings of roles";
const description =
  "How much of its application’s grants a key may use, by its owner’s present role. What was approved for an environment may be used beyond it, save by auditors. A key that no member owns has no ceiling.";

/** Ceilings to read, or with `actions` to change: reviewed with what they narrow before they hold. */
export function CeilingsCard({
  ceilings: present,
  actions,
}: {
  ceilings: Ceilings;
  actions?: {
    preview: (input: unknown) => Promise<FormResult<Preview>>;
    save: (input: unknown) => Promise<FormResult<Save>>;
  };
}) {
  const [edits, setEdits] = useState<Edits>({});
  const [reviewing, setReviewing] = useState(false);
  const wish = edited(present, edits);
  const changes = changesOf(present, wish);
  if (!actions)
    return (
      <Card flush title={title} description={description}>
        <CeilingTable ceilings={present} present={present} />
      </Card>
    );
  return (
    <Card
      flush
      title={title}
      description={description}
      footer={
        <>
          <span className="mr-auto">
            {changes.length === 0
              ? "Choose a ceiling to change it."
              : changes.length === 1
                ? "1 change, not saved yet."
                : `${changes.length} changes, not saved yet.`}
          </span>
          {changes.length > 0 && <Button onClick={() => setEdits({})}>Discard</Button>}
          <Button
            variant="primary"
            disabled={changes.length === 0}
            onClick={() => setReviewing(true)}
          >
            Review changes
          </Button>
        </>
      }
    >
      <CeilingTable
        ceilings={wish}
        present={present}
        onChange={(role, environment, ceiling) =>
          setEdits({ ...edits, [role]: { ...edits[role], [environment]: ceiling } })
        }
      />
      {reviewing && (
        <ReviewDialog
          changes={changes}
          {...actions}
          onSaved={() => setEdits({})}
          onClose={() => setReviewing(false)}
        />
      )}
    </Card>
  );
}
