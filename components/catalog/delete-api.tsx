"use client";

import { useRouter } from "next/navigation";
import type { ReactElement } from "react";
import { toast } from "@/components/ui/toast";
import type { ApiSummary } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import { counted } from "./counted";
import { type AskImpact, type Removal, RemovalDialog } from "./removal-dialog";

export function DeleteApi({
  api,
  after,
  impact,
  action,
  trigger,
}: {
  api: ApiSummary;
  after: string;
  impact: AskImpact;
  action: (wish: Removal) => Promise<FormResult<null>>;
  trigger: ReactElement<Record<string, unknown>>;
}) {
  const router = useRouter();
  return (
    <RemovalDialog
      trigger={trigger}
      title={`Delete ${api.name}`}
      consequence={`${counted(api.endpoints, "endpoint")} and ${counted(api.permissions, "permission")} go with it. This cannot be undone.`}
      what="API"
      typeName={api.name}
      impact={impact}
      remove={action}
      onRemoved={() => {
        toast({ title: `${api.name} deleted` });
        router.push(after);
      }}
    />
  );
}
