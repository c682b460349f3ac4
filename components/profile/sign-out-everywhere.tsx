"use client";

import { LogOut } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

export function SignOutEverywhere({ action }: { action: () => Promise<void> }) {
  return (
    <ConfirmDialog
      trigger={<Button icon={<LogOut />}>Sign out everywhere</Button>}
      title="Sign out everywhere"
      consequence="Every session ends at its next request, this one too. You sign in again with your password."
      confirmLabel="Sign out everywhere"
      onConfirm={action}
    />
  );
}
