"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Stopped } from "@/components/gates/stopped";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { RadioGroup } from "@/components/ui/radio-group";
import { DateTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import { useAnswer } from "@/components/ui/use-answer";
import type { Overlap } from "@/lib/keys/fields";
import type { RotatedKey } from "@/lib/keys/rotate";
import type { KeyListItem } from "@/lib/keys/summary";
import { type Expiry, expiryInput } from "./expiry";
import { ExpiryFields } from "./expiry-fields";
import type { KeyActions } from "./key-actions";
import { boundsOf } from "./key-draft";
import { KeyFacts } from "./key-facts";
import { KeyReveal } from "./key-reveal";
import { OfflineNote } from "./offline-note";
import { type Activation, overlapOptions, overlapWords, retirement } from "./rotation-words";
import { unplaced } from "./unplaced";
import { useLook } from "./use-look";

/** Replaces a key by a new one, while both work; then shows the secret, once. */
export function RotateKeyDialog({
  slug,
  item,
  gateUrl,
  actions,
  onClose,
}: {
  slug: string;
  item: KeyListItem;
  gateUrl: string;
  actions: KeyActions;
  onClose: () => void;
}) {
  const router = useRouter();
  const look = useLook(() => actions.look(item.id));
  const [now] = useState(Date.now);
  const [overlap, setOverlap] = useState<Overlap>("24h");
  const [activation, setActivation] = useState<Activation>("now");
  const [expiry, setExpiry] = useState<Expiry>({ choice: "keep", date: "", kept: null });
  const [rotated, setRotated] = useState<RotatedKey>();
  const { submit, pending, failure, errorAt } = useAnswer(
    (input: unknown) => actions.rotate(item.id, input),
    setRotated,
  );

  if (rotated)
    return (
      <KeyReveal
        slug={slug}
        title={
          item.kind === "jwt"
            ? "Successfully rotated your JWT key"
            : "Successfully rotated your API keys"
        }
        created={rotated}
        application={item.applicationName}
        gateUrl={gateUrl}
        onStored={() => {
          onClose();
          router.push(`/${slug}/keys/${rotated.key.id}`);
        }}
      >
        {rotated.rotated.status === "revoked" ? (
          <>
            <Stopped effect={rotated} />
            <OfflineNote item={rotated.rotated} />
          </>
        ) : (
          <Notice tone="info" title="Both keys work">
            {rotated.rotated.retiresAt ? (
              <>
                The old one stops on <DateTime value={rotated.rotated.retiresAt} />.
              </>
            ) : (
              overlapWords(overlap, activation)
            )}
          </Notice>
        )}
      </KeyReveal>
    );

  const stops = retirement(overlap, item.expiresAt, now);
  const cut = item.expiresAt !== null && stops.getTime() === Date.parse(item.expiresAt);
  const total = look?.data?.traffic.total ?? 0;

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={`Rotate ${item.name}?`}
      description="A new key with the same name, permissions, restrictions, limits and owner takes over."
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit({
            overlap,
            activation,
            ...(expiry.choice !== "keep" && { expiresAt: expiryInput(expiry, Date.now()) }),
          });
        }}
      >
        <DialogBody>
          <FormError {...unplaced(failure, (path) => path === "expiresAt")} />
          <KeyFacts item={item} look={look} />
          <Field
            label="The old key works on for"
            hint={
              activation === "now" && overlap !== "0s" ? (
                <>
                  Until <DateTime value={stops} />
                  {cut && ", when it expires anyway"}
                </>
              ) : undefined
            }
          >
            <Select
              value={overlap}
              onValueChange={(next) => setOverlap(next as Overlap)}
              options={overlapOptions}
              className="sm:max-w-64"
            />
          </Field>
          {item.kind === "secret" && (
            <RadioGroup
              label="Counted"
              value={activation}
              onValueChange={(next) => setActivation(next as Activation)}
              options={[
                {
                  value: "now",
                  label: "From now on",
                  hint: "It stops at a time that you know.",
                },
                {
                  value: "first-use",
                  label: "From the first use of the new key",
                  hint: "For when you can’t say how soon the new key is in place.",
                },
              ]}
            />
          )}
          {look?.data && (
            <ExpiryFields
              label="The new key expires"
              value={expiry}
              bounds={boundsOf(look.data.setting.rules, item, now)}
              keepLabel={item.expiresAt ? "After the same lifetime" : "Never, as before"}
              error={errorAt("expiresAt")}
              onChange={setExpiry}
            />
          )}
          <Notice tone={overlap === "0s" && activation === "now" && total > 0 ? "warn" : "info"}>
            {overlapWords(overlap, activation)}
          </Notice>
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <Button type="submit" variant="primary" pending={pending}>
            Rotate key
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
