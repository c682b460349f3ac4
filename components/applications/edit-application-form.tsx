"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { FormResult } from "@/lib/form";
import { DetailsFields } from "./details-fields";

export function EditApplicationForm({
  application: { name, baseUrl, description },
  edit,
}: {
  application: ApplicationSummary;
  edit: (input: unknown) => Promise<FormResult<ApplicationSummary>>;
}) {
  const [details, setDetails] = useState({ name, baseUrl, description });
  const { submit, pending, errorAt, banner } = useAnswer(edit, (saved) => {
    setDetails({ name: saved.name, baseUrl: saved.baseUrl, description: saved.description });
    toast({ title: "Details saved" });
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit({ ...details, baseUrl: details.baseUrl.trim() });
      }}
    >
      <Card title="Details" footer={<SubmitButton pending={pending}>Save details</SubmitButton>}>
        <div className="flex flex-col gap-5">
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <DetailsFields value={details} onChange={setDetails} errorAt={errorAt} />
        </div>
      </Card>
    </form>
  );
}
