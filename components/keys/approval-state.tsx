"use client";

import Link from "next/link";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import { Textarea } from "@/components/ui/textarea";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import type { Environment } from "@/lib/keys/format";

/** How far the approval has come that policy demands for a key of that environment. */
export function ApprovalState({
  slug,
  environment,
  request,
  reason,
  error,
  onReason,
}: {
  slug: string;
  environment: Environment;
  request: AccessRequestSummary | undefined;
  reason: string;
  error: string | undefined;
  onReason: (reason: string) => void;
}) {
  if (request?.status === "approved")
    return (
      <Notice tone="ok" title={`${request.decidedByName} approved this key`}>
        Generate it until <DateTime value={request.goodUntil} />.
      </Notice>
    );
  if (request)
    return (
      <Notice
        tone="info"
        title="Waiting for an approval"
        actions={
          <Link href={`/${slug}/inbox/requests/${request.id}`} className="font-medium underline">
            See your request
          </Link>
        }
      >
        You asked for a {environment} key <RelativeTime value={request.createdAt} />. You are
        notified of the answer; then you generate the key here.
      </Notice>
    );
  return (
    <>
      <Notice tone="warn" title={`A ${environment} key needs an approval`}>
        Policy demands it. The owners and admins are asked, and you are notified of their answer.
      </Notice>
      <Field
        label="Reason"
        hint="What it is needed for: those who decide see this first."
        error={error}
      >
        <Textarea
          value={reason}
          maxLength={1000}
          onChange={(event) => onReason(event.target.value)}
          placeholder="The nightly export moves to production."
        />
      </Field>
    </>
  );
}
