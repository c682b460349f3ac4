"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { FormResult } from "@/lib/form";
import { type Owner, ownerOptions } from "./details-fields";

export function TransferOwnerForm({
  application,
  owners,
  edit,
}: {
  application: ApplicationSummary;
  owners: Owner[];
  edit: (input: unknown) => Promise<FormResult<ApplicationSummary>>;
}) {
  const [ownerId, setOwnerId] = useState<string>(application.ownerId);
  const { submit, pending, errorAt, banner } = useAnswer(edit, (saved) =>
    toast({ title: `${saved.ownerName} now owns ${saved.name}` }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit({ ownerId });
      }}
    >
      <Card
        title="Owner"
        description="Manages the application and its keys. The keys keep working."
        footer={
          <SubmitButton
            variant="secondary"
            pending={pending}
            disabled={ownerId === application.ownerId}
          >
            Transfer ownership
          </SubmitButton>
        }
      >
        <div className="flex flex-col gap-5">
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <Field label="Owned by" error={errorAt("ownerId")}>
            <Select value={ownerId} onValueChange={setOwnerId} options={ownerOptions(owners)} />
          </Field>
        </div>
      </Card>
    </form>
  );
}
