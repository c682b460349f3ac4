"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { FormResult } from "@/lib/form";
import { type Owner, ownerOptions } from "./details-fields";

/** Who manages the application besides its owner. */
export function MaintainersForm({
  application,
  members,
  edit,
}: {
  application: ApplicationSummary;
  members: Owner[];
  edit: (input: unknown) => Promise<FormResult<ApplicationSummary>>;
}) {
  const [maintainerIds, setMaintainerIds] = useState<string[]>(application.maintainerIds);
  const { submit, pending, failure } = useAnswer(edit, () => toast({ title: "Maintainers saved" }));
  const same = maintainerIds.toSorted().join() === application.maintainerIds.toSorted().join();
  const atField = failure?.errors[0]?.message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit({ maintainerIds });
      }}
    >
      <Card
        title="Maintainers"
        description="They edit the application, its keys and its connected APIs as the owner does. Only the owner and admins choose them."
        footer={
          <SubmitButton variant="secondary" pending={pending} disabled={same}>
            Save maintainers
          </SubmitButton>
        }
      >
        <div className="flex flex-col gap-5">
          <FormError
            message={atField ? undefined : failure?.message}
            requestId={failure?.requestId}
          />
          <Field label="Maintained by" error={atField}>
            <Combobox
              options={ownerOptions(members)}
              value={maintainerIds}
              onValueChange={setMaintainerIds}
              placeholder="Search members"
              empty="No member matches."
            />
          </Field>
        </div>
      </Card>
    </form>
  );
}
