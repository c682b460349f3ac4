"use client";

import { Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { toast } from "@/components/ui/toast";
import type { FormResult } from "@/lib/form";

export function WithdrawRequest({ withdraw }: { withdraw: () => Promise<FormResult<unknown>> }) {
  return (
    <ConfirmDialog
      trigger={<Button icon={<Undo2 />}>Withdraw request</Button>}
      title="Withdraw this request?"
      consequence="Nobody decides on it any more. You can ask again."
      confirmLabel="Withdraw request"
      tone="primary"
      onConfirm={async () => {
        const result = await withdraw();
        if (result.ok) toast({ title: "Request withdrawn" });
        return confirmed(result);
      }}
    />
  );
}
