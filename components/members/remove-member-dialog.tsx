"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Skeleton } from "@/components/ui/skeleton";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { MemberSummary, Possessions } from "@/lib/members/summary";
import { HandOverFields } from "./hand-over-fields";
import type { Departed, HandOverInput, MemberActions } from "./member-actions";

/** Takes a member out, or lets the viewer leave, and hands over what they own. */
export function RemoveMemberDialog({
  member,
  leaving,
  mayKeepKeys,
  usual,
  possessions,
  remove,
  onRemoved,
  onClose,
}: {
  member: MemberSummary;
  /** Whether it is the viewer. */
  leaving: boolean;
  /** Whether the viewer may do something else with the keys than revoke them. */
  mayKeepKeys: boolean;
  usual: Departed;
  possessions: MemberActions["possessions"];
  remove: (input: HandOverInput) => Promise<FormResult<unknown>>;
  onRemoved: () => void;
  onClose: () => void;
}) {
  const owned = usePossessions(member.id, possessions);
  const [wish, setWish] = useState<HandOverInput>({ keys: firstFate(mayKeepKeys, usual) });
  const { submit, pending, errorAt, failure, banner } = useAnswer(remove, onRemoved);
  const ready = owned !== undefined && owned !== "unknown";
  const known = ["applicationsTo", "keys", "keysTo"];
  const elsewhere = failure?.errors.every(({ path }) => !known.includes(path)) ? failure : banner;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={leaving ? "Leave the organization?" : `Remove ${member.name}?`}
      description={
        leaving
          ? "You see nothing of it from your next request on. Only an invitation brings you back."
          : `${member.email} sees nothing of the organization from their next request on. What they did stays in the audit log.`
      }
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) submit(answers(wish, owned));
        }}
      >
        <DialogBody>
          {owned === undefined && <Skeleton className="h-24" />}
          {owned === "unknown" && (
            <FormError message="What they own could not be looked up. Close this and try again." />
          )}
          {ready && (
            <HandOverFields
              owned={owned}
              leaving={leaving}
              mayKeepKeys={mayKeepKeys}
              usual={usual}
              wish={wish}
              onChange={setWish}
              errorAt={errorAt}
            />
          )}
          <FormError message={elsewhere?.message} requestId={elsewhere?.requestId} />
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <Button type="submit" variant="danger" pending={pending} disabled={!ready}>
            {leaving ? "Leave organization" : "Remove member"}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function firstFate(mayKeepKeys: boolean, usual: Departed): string {
  if (!mayKeepKeys) return "revoke";
  return usual === "ask" ? "transfer" : usual;
}

/** Only what is asked: nothing about keys where there are none. */
const answers = ({ applicationsTo, keys, keysTo }: HandOverInput, owned: Possessions) => ({
  ...(owned.applications.length > 0 && applicationsTo && { applicationsTo }),
  ...(owned.keys.length > 0 && { keys }),
  ...(owned.keys.length > 0 && keys === "transfer" && keysTo && { keysTo }),
});

function usePossessions(id: string, possessions: MemberActions["possessions"]) {
  const [owned, setOwned] = useState<Possessions | "unknown">();
  const ask = useEffectEvent(async () => {
    const result = await possessions(id).catch(() => undefined);
    setOwned(result?.ok ? result.data : "unknown");
  });
  useEffect(() => {
    ask();
  }, []);
  return owned;
}
