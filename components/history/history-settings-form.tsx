"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RadioGroup } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { OrganizationSummary } from "@/lib/organizations/summary";
import { daysWords } from "./kept-for";
import { networkChoices } from "./network-words";

type Wish = { historyDays: string; historyNetworks: OrganizationSummary["historyNetworks"] };

/** How long requests are kept one by one, and what of callers' addresses. */
export function HistorySettingsForm({
  historyDays,
  historyNetworks,
  mostDays,
  save,
}: Pick<OrganizationSummary, "historyDays" | "historyNetworks"> & {
  mostDays: number;
  save: (input: Wish) => Promise<FormResult<unknown>>;
}) {
  const [wish, setWish] = useState<Wish>({ historyDays: String(historyDays), historyNetworks });
  const { submit, pending, errorAt, banner } = useAnswer(save, () =>
    toast({ title: "Settings saved" }),
  );
  const days = Number(wish.historyDays);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(wish);
      }}
    >
      <Card title="Access history" footer={<SubmitButton pending={pending}>Save</SubmitButton>}>
        <div className="flex flex-col gap-5">
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <Field
            label="Days to keep each request"
            hint={`From 1 to ${mostDays}. Counts are kept as told below, whatever is set here.`}
            error={errorAt("historyDays")}
          >
            <Input
              inputMode="numeric"
              value={wish.historyDays}
              onChange={(event) => setWish({ ...wish, historyDays: event.target.value.trim() })}
              className="max-w-32 tabular-nums"
              autoComplete="off"
            />
          </Field>
          {days > 0 && days < historyDays && (
            <Notice tone="warn" title={`Requests older than ${daysWords(days)} are removed`}>
              They are no longer shown from now on, and gone for good within a day. Export them
              first if you need them.
            </Notice>
          )}
          <RadioGroup
            label="Networks"
            value={wish.historyNetworks}
            onValueChange={(value) =>
              setWish({ ...wish, historyNetworks: value === "truncated" ? "truncated" : "full" })
            }
            options={networkChoices}
          />
          {wish.historyNetworks !== historyNetworks && (
            <Notice>It holds for requests from now on. What is written stays as it is.</Notice>
          )}
        </div>
      </Card>
    </form>
  );
}
