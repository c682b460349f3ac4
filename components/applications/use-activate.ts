"use client";

import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions } from "./application-actions";

export function useActivate({ id, name }: ApplicationSummary, actions: ApplicationActions) {
  const { submit, pending } = useAnswer(
    actions.activate,
    () => toast({ title: `${name} is active`, description: "Its active keys work again." }),
    ({ message }) => toast({ title: message, tone: "bad" }),
  );
  return { activate: () => submit(id), pending };
}
