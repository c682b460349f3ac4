"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { RequestAccessDialog } from "@/components/approvals/request-access-dialog";
import { SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import type { CatalogApi } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import type { GrantList, GrantSummary } from "@/lib/grants/summary";
import { GrantPicker } from "./grant-picker";
import {
  type GrantWish,
  isSensitive,
  type Part,
  partOf,
  type Selection,
  selectionOf,
  tickPart,
  wishesOf,
} from "./selection";

export type RequestAction = (input: unknown) => Promise<FormResult<AccessRequestSummary>>;

type Granting = {
  application: { id: string; name: string };
  grants: GrantSummary[];
  /** What is ticked beforehand, as `orders GET /orders/{orderId}`. */
  preselect?: string | undefined;
  maySensitive: boolean;
  load: () => Promise<FormResult<CatalogApi[]>>;
  replace: (input: unknown) => Promise<FormResult<GrantList>>;
  /** For who may not give everything themself. */
  request?: RequestAction | undefined;
};

/** Chooses what an application is granted. The catalogue is read when the dialog opens. */
export function EditGrantsDialog({
  open,
  onOpenChange,
  ...granting
}: Granting & { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { application, request } = granting;
  const [asking, setAsking] = useState<GrantWish>();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title="Manage permissions"
      description={`What ${application.name} may call. A change takes effect with the next request.`}
    >
      <Loaded {...granting} onRequest={setAsking} onDone={() => onOpenChange(false)} />
      {request && asking && (
        <RequestAccessDialog
          open
          onOpenChange={(next) => next || setAsking(undefined)}
          application={application}
          grants={[asking]}
          action={request}
        />
      )}
    </Dialog>
  );
}

type Doing = { onRequest: (wish: GrantWish) => void; onDone: () => void };

function Loaded({ load, ...granting }: Granting & Doing) {
  const [answer, setAnswer] = useState<FormResult<CatalogApi[]> | "silence">();
  const look = useEffectEvent(async () => setAnswer(await load().catch(() => "silence" as const)));
  useEffect(() => {
    look();
  }, []);
  if (answer === "silence" || answer?.ok === false) {
    const { message, requestId } =
      answer === "silence"
        ? { message: "The server did not answer.", requestId: undefined }
        : answer;
    return (
      <DialogBody>
        <FormError message={message} requestId={requestId} />
      </DialogBody>
    );
  }
  if (answer) return <GrantsForm {...granting} catalog={answer.data} />;
  return (
    <DialogBody aria-busy>
      <div className="grid gap-4 md:grid-cols-[13rem_minmax(0,1fr)]">
        <Skeleton className="h-24" />
        <Skeleton className="h-72" />
      </div>
    </DialogBody>
  );
}

function GrantsForm({
  catalog,
  application,
  grants,
  preselect,
  maySensitive,
  replace,
  request,
  onRequest,
  onDone,
}: Omit<Granting, "load"> & Doing & { catalog: CatalogApi[] }) {
  const initial = selectionOf(grants);
  const [focus] = useState(() => preselect && partOf(catalog, preselect));
  const locked = focus && isSensitive(focus) && !maySensitive;
  const [selection, setSelection] = useState<Selection>(
    focus && !locked ? tickPart(initial, focus) : initial,
  );
  const [reason, setReason] = useState("");
  const { submit, pending, failure, errorAt } = useAnswer(replace, () => {
    onDone();
    toast({ title: `Permissions of ${application.name} saved` });
  });
  const elsewhere = failure?.errors.filter((error) => error.path !== "reason") ?? [];
  const banner = failure && (failure.errors.length === 0 || elsewhere.length > 0);
  const adds = [...selection].some((item) => !initial.has(item));

  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        submit({ grants: wishesOf(selection), reason });
      }}
    >
      <DialogBody>
        <FormError
          message={
            banner ? [failure.message, ...elsewhere.map((e) => e.message)].join(" ") : undefined
          }
          requestId={failure?.requestId}
        />
        {preselect && <Preselected name={preselect} focus={focus || undefined} had={initial} />}
        <GrantPicker
          catalog={catalog}
          focus={focus || undefined}
          selection={selection}
          onChange={setSelection}
          initial={initial}
          maySensitive={maySensitive}
          onRequest={request && onRequest}
        />
      </DialogBody>
      {adds && (
        <div className="border-t px-5 py-3 sm:px-6">
          <Field label="Why it is granted" optional error={errorAt("reason")}>
            <Input
              value={reason}
              maxLength={500}
              autoComplete="off"
              placeholder="It stays with each new grant and in the audit log"
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        </div>
      )}
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending}>Save permissions</SubmitButton>
      </DialogFooter>
    </form>
  );
}

function Preselected({
  name,
  focus,
  had,
}: {
  name: string;
  focus: Part | undefined;
  had: Selection;
}) {
  const what = <code className="break-all font-mono text-[0.92em]">{name}</code>;
  if (!focus) return <Notice tone="warn">The catalogue has no {what} any more.</Notice>;
  if (had.has(name)) return <Notice tone="ok">{what} is granted already.</Notice>;
  return null;
}
