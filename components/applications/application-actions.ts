import type { ApplicationSummary, DeactivatedApplication } from "@/lib/applications/summary";
import type { FormResult } from "@/lib/form";
import type { KeySummary } from "@/lib/keys/summary";

export type Impact = { activeKeys: KeySummary[]; lastUsedAt: string | null };

export type ApplicationActions = {
  activate: (id: string) => Promise<FormResult<ApplicationSummary>>;
  deactivate: (id: string) => Promise<FormResult<DeactivatedApplication>>;
  remove: (id: string, input: { name: string }) => Promise<FormResult<unknown>>;
  impact: (id: string) => Promise<FormResult<Impact>>;
};
