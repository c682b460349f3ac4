"use client";

import { type ReactNode, useState, useTransition } from "react";
import { Button } from "./button";
import { Dialog, DialogBody, DialogClose, DialogFooter, type Openable } from "./dialog";
import { Field } from "./field";
import { FormError } from "./form-error";
import { Input } from "./input";

export type ConfirmFailure = { error: string; requestId?: string | undefined };

export function ConfirmDialog({
  open,
  onOpenChange,
  trigger,
  title,
  consequence,
  confirmLabel,
  typeName,
  tone = "danger",
  blocked = false,
  onConfirm,
  children,
}: Openable & {
  title: ReactNode;
  consequence: ReactNode;
  confirmLabel: string;
  typeName?: string | undefined;
  tone?: "danger" | "primary";
  /** Whether it can't be confirmed as things stand; say why. */
  blocked?: boolean | undefined;
  // biome-ignore lint/suspicious/noConfusingVoidType: a plain async function answers nothing
  onConfirm: () => Promise<ConfirmFailure | void>;
  children?: ReactNode;
}) {
  const [inner, setInner] = useState(false);
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<ConfirmFailure>();
  const [pending, start] = useTransition();
  const ready = !blocked && (!typeName || typed.trim() === typeName);

  function change(next: boolean) {
    if (pending) return;
    if (next) {
      setTyped("");
      setFailure(undefined);
    }
    setInner(next);
    onOpenChange?.(next);
  }

  function confirm() {
    if (!ready || pending) return;
    start(async () => {
      setFailure(undefined);
      const result = await onConfirm();
      if (result) return setFailure(result);
      setInner(false);
      setTyped("");
      onOpenChange?.(false);
    });
  }

  return (
    <Dialog
      open={open ?? inner}
      onOpenChange={change}
      trigger={trigger}
      title={title}
      description={consequence}
      size="sm"
    >
      <form
        className="contents"
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        {(children || typeName || failure) && (
          <DialogBody>
            {children}
            {typeName && (
              <Field label={`Type “${typeName}” to confirm`}>
                <Input
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                  autoComplete="off"
                  spellCheck={false}
                />
              </Field>
            )}
            <FormError message={failure?.error} requestId={failure?.requestId} />
          </DialogBody>
        )}
        <DialogFooter>
          <DialogClose />
          <Button type="submit" variant={tone} disabled={!ready} pending={pending}>
            {confirmLabel}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
