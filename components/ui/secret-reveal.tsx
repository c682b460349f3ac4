"use client";

import { type ReactNode, useState } from "react";
import { Button } from "./button";
import { Dialog, DialogBody, DialogFooter } from "./dialog";
import { Notice } from "./notice";
import { SecretText } from "./secret-text";
import { useLeaveGuard } from "./use-leave-guard";

const notAgain = "Copy it now and store it securely. It is not shown again.";

/** Shows secrets once. Open while mounted; closing or leaving the page asks whether they are stored. */
export function SecretReveal({
  title,
  description,
  important = notAgain,
  secrets,
  size,
  actions,
  onStored,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  important?: ReactNode;
  secrets: { label: string; value: string; concealed?: boolean }[];
  size?: "md" | "lg" | "xl";
  actions?: ReactNode;
  onStored: () => void;
  children?: ReactNode;
}) {
  const [asking, setAsking] = useState(false);

  useLeaveGuard(() => setAsking(true));

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && setAsking(true)}
      title={title}
      description={description}
      size={size}
    >
      <DialogBody>
        <Notice tone="warn" title="Important">
          {important}
        </Notice>
        {secrets.map((secret) => (
          <SecretText key={secret.label} {...secret} />
        ))}
        {children}
      </DialogBody>
      <DialogFooter>
        {asking ? (
          <>
            <p role="alert" className="mr-auto self-center font-medium">
              Have you stored it? It can’t be shown again.
            </p>
            <Button onClick={() => setAsking(false)}>Go back</Button>
            <Button variant="primary" onClick={onStored}>
              I have stored it
            </Button>
          </>
        ) : (
          <>
            {actions}
            <Button variant="primary" onClick={() => setAsking(true)}>
              Done
            </Button>
          </>
        )}
      </DialogFooter>
    </Dialog>
  );
}
