"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { KeyListItem } from "@/lib/keys/summary";
import type { KeyActions } from "./key-actions";
import { changedInput, draftOf } from "./key-draft";
import { KeyFields } from "./key-fields";
import type { KeySetting } from "./key-setting";
import { narrows, stillGranted } from "./permission-choices";
import { unplaced } from "./unplaced";
import { useLook } from "./use-look";

/** Changes what a key is called, may and is limited to. Only what was changed is sent. */
export function EditKeyDialog({
  item,
  actions,
  onClose,
}: {
  item: KeyListItem;
  actions: KeyActions;
  onClose: () => void;
}) {
  const { data, failure } = useLook(() => actions.look(item.id)) ?? {};
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Edit ${item.name}`}>
      {data ? (
        <EditForm item={item} setting={data.setting} actions={actions} onClose={onClose} />
      ) : (
        <DialogBody aria-busy={!failure}>
          {failure ? (
            <FormError {...failure} />
          ) : (
            <>
              <Skeleton className="h-9 w-full" />
              <Skeleton className="h-9 w-64" />
              <Skeleton className="h-24 w-full" />
            </>
          )}
        </DialogBody>
      )}
    </Dialog>
  );
}

function EditForm({
  item,
  setting,
  actions,
  onClose,
}: {
  item: KeyListItem;
  setting: KeySetting;
  actions: KeyActions;
  onClose: () => void;
}) {
  const granted = item.permissions && stillGranted(item.permissions, setting.groups);
  const gone = item.permissions?.filter((name) => !granted?.includes(name)) ?? [];
  const [before] = useState(() => draftOf(item, granted));
  const [draft, setDraft] = useState(before);
  const { submit, pending, errorAt, failure } = useAnswer(
    (input: unknown) => actions.edit(item.id, item.revision, input),
    (saved) => {
      onClose();
      toast({ title: `${saved.name} saved`, description: "It holds from the next request on." });
    },
  );
  return (
    <form
      className="contents"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(changedInput(before, draft));
      }}
    >
      <DialogBody>
        <FormError {...unplaced(failure)} />
        {gone.length > 0 && (
          <Notice tone="warn" title="No longer granted to the application">
            <span className="break-words font-mono text-[0.92em]">{gone.join(", ")}</span>. The key
            is refused it; a change of its permissions takes it off the key.
          </Notice>
        )}
        {item.kind === "jwt" && narrows(before.permissions, draft.permissions, setting.groups) && (
          <Notice tone="warn" title="This suspends its token">
            Where it names a permission that you take away, services that check it offline refuse it
            altogether; the gate goes by what you choose here. Rotate the key for a token that says
            less.
          </Notice>
        )}
        <KeyFields
          value={draft}
          setting={setting}
          since={Date.parse(item.createdAt)}
          onChange={setDraft}
          errorAt={errorAt}
        />
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>Save key</SubmitButton>
      </DialogFooter>
    </form>
  );
}
