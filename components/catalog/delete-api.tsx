"use client";

import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { toast } from "@/components/ui/toast";
import type { ApiSummary } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";

export function DeleteApi({
  api,
  after,
  action,
  trigger,
}: {
  api: ApiSummary;
  after: string;
  action: () => Promise<FormResult<null>>;
  trigger: ReactElement<Record<string, unknown>>;
}) {
  const router = useRouter();
  const { endpoints, permissions, applications } = api;
  return (
    <ConfirmDialog
      trigger={trigger}
      title={`Delete ${api.name}`}
      consequence={
        applications > 0
          ? `${counted(applications, "application")} may call it. Remove it from their connected APIs first; until then it stays.`
          : `${counted(endpoints, "endpoint")} and ${counted(permissions, "permission")} go with it. No application may call it, so no key is affected.`
      }
      confirmLabel="Delete API"
      typeName={api.name}
      onConfirm={async () => {
        const result = await action();
        if (!result.ok) return confirmed(result);
        toast({ title: `${api.name} deleted` });
        router.push(after);
      }}
    />
  );
}

const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
