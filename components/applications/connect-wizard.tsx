"use client";

import { ArrowLeft, ArrowRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { allEnvironments } from "@/components/approvals/environment-words";
import { GrantPicker } from "@/components/grants/grant-picker";
import { nothing, type Selection, wishesOf } from "@/components/grants/selection";
import {
  firstDraft,
  inBounds,
  inEnvironment,
  type KeyDraft,
  keyInput,
  rewritten,
} from "@/components/keys/key-draft";
import { EnvironmentField, KeyFields } from "@/components/keys/key-fields";
import { KeyReveal } from "@/components/keys/key-reveal";
import { type KeySetting, originOf } from "@/components/keys/key-setting";
import { choicesFrom, connectedFrom, stillGranted } from "@/components/keys/permission-choices";
import { isPlaced, unplaced } from "@/components/keys/unplaced";
import { Button, ButtonLink, SubmitButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Stepper } from "@/components/ui/stepper";
import { useAnswer } from "@/components/ui/use-answer";
import { useFocusInvalid } from "@/components/ui/use-focus-invalid";
import { parseBaseUrl } from "@/lib/applications/parse-base-url";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { CatalogApi } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import type { CreatedKey } from "@/lib/keys/create";
import type { Environment } from "@/lib/keys/format";
import type { Rules } from "@/lib/policies/rules";
import { type Details, DetailsFields, type Owner } from "./details-fields";
import { NoCatalog } from "./no-catalog";

type Connected = { application: ApplicationSummary; created: CreatedKey | null };

const steps = ["Details", "Endpoints", "Key"];
const words = [
  "What will call your APIs, and who answers for it.",
  "Grant exactly what it needs. You can change this at any time.",
  "For one environment; more keys can follow.",
];

/** What the server would say of the first step, said at once. */
function firstProblems({ name, baseUrl }: Details): Record<string, string> | undefined {
  const address = parseBaseUrl(baseUrl.trim());
  const wrong = {
    ...(name.trim() === "" && { name: "Enter a name." }),
    ...("problem" in address && { baseUrl: address.problem }),
  };
  return Object.keys(wrong).length > 0 ? wrong : undefined;
}

const stepOf = (path: string) =>
  /^(grants|reason)\b/.test(path) ? 1 : /^key\b/.test(path) ? 2 : 0;

export function ConnectWizard({
  slug,
  catalog,
  owners,
  me,
  maySensitive,
  mayEditCatalog,
  gateUrl,
  rules,
  closed,
  keyOwners,
  connect,
}: {
  slug: string;
  catalog: CatalogApi[];
  owners: Owner[];
  me: string;
  maySensitive: boolean;
  mayEditCatalog: boolean;
  gateUrl: string;
  /** The policy in force for keys. */
  rules: Rules;
  /** The environments in which policy demands that others approve the viewer's keys. */
  closed: readonly Environment[];
  keyOwners: KeySetting["owners"];
  connect: (input: unknown) => Promise<FormResult<Connected>>;
}) {
  const router = useRouter();
  const [step, setStep] = useState(0);
  const [details, setDetails] = useState<Details>({
    name: "",
    baseUrl: "",
    description: "",
    ownerId: me,
  });
  const [selection, setSelection] = useState<Selection>(nothing);
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState(firstDraft);
  const [connected, setConnected] = useState<Connected>();
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(0);

  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);

  const [early, setEarly] = useState<Record<string, string>>();
  const path = (application: ApplicationSummary) => `/${slug}/applications/${application.id}`;
  const answer = useAnswer(connect, done, ({ errors }) => {
    if (errors.length > 0) setStep(Math.min(...errors.map((error) => stepOf(error.path))));
  });
  const { submit, pending, failure } = answer;
  const banner = unplaced(failure, (at) => !at.startsWith("key.") || isPlaced(at.slice(4)));
  const errorAt = (path: string) => early?.[path] ?? answer.errorAt(path);
  useFocusInvalid(early);
  const grantErrors = failure?.errors.filter((error) => /^grants\b/.test(error.path)) ?? [];
  const last = step === steps.length - 1;
  const groups = choicesFrom(catalog, selection);
  const apis = connectedFrom(catalog, selection);
  const firstOpen = allEnvironments.find((one) => !closed.includes(one));
  const { permissions } = draft;
  const fitting = inBounds(
    {
      ...draft,
      ...(firstOpen && closed.includes(draft.environment) && inEnvironment(draft, firstOpen)),
      permissions: permissions && groups.length > 0 ? stillGranted(permissions, groups) : null,
    },
    { rules, apis },
    Date.now(),
  );

  const change = (next: KeyDraft) => setDraft(rewritten(draft, fitting, next));

  function done(made: Connected) {
    if (made.created) setConnected(made);
    else router.replace(`${path(made.application)}/keys`);
  }

  function next(event: FormEvent) {
    event.preventDefault();
    const wrong = step === 0 ? firstProblems(details) : undefined;
    setEarly(wrong);
    if (wrong) return;
    answer.reset();
    if (!last) return setStep(step + 1);
    submit({
      ...details,
      baseUrl: details.baseUrl.trim(),
      grants: wishesOf(selection),
      reason,
      key: firstOpen ? keyInput(fitting) : null,
    });
  }

  return (
    <form onSubmit={next} noValidate className="flex w-full max-w-3xl flex-col gap-5">
      <Stepper steps={steps} current={step} />
      <Card
        footer={
          <div className="flex w-full items-center justify-between gap-2">
            {step === 0 ? (
              <ButtonLink href={`/${slug}/applications`} variant="quiet">
                Cancel
              </ButtonLink>
            ) : (
              <Button
                variant="quiet"
                icon={<ArrowLeft />}
                className="-ml-3"
                onClick={() => setStep(step - 1)}
              >
                Back
              </Button>
            )}
            <SubmitButton pending={pending}>
              {last ? (
                pending ? (
                  "Connecting…"
                ) : firstOpen ? (
                  "Connect and generate keys"
                ) : (
                  "Connect"
                )
              ) : (
                <>
                  {step === 1 && selection.size === 0 ? "Skip for now" : "Next"}
                  <ArrowRight aria-hidden />
                </>
              )}
            </SubmitButton>
          </div>
        }
      >
        <div className="flex flex-col gap-5">
          <div>
            <h2 ref={heading} tabIndex={-1} className="font-semibold text-lg outline-none">
              {steps[step]}
            </h2>
            <p className="text-muted">{words[step]}</p>
          </div>
          <FormError message={banner?.message} requestId={banner?.requestId} />
          {step === 0 && (
            <DetailsFields
              value={details}
              onChange={setDetails}
              errorAt={errorAt}
              owners={owners}
            />
          )}
          {step === 1 && (
            <>
              <FormError message={[...new Set(grantErrors.map((e) => e.message))].join(" ")} />
              {catalog.length === 0 ? (
                <NoCatalog slug={slug} mayEdit={mayEditCatalog} />
              ) : (
                <GrantPicker
                  catalog={catalog}
                  selection={selection}
                  onChange={setSelection}
                  maySensitive={maySensitive}
                />
              )}
              {selection.size > 0 && (
                <Field
                  label="Why it is granted"
                  optional
                  error={errorAt("reason")}
                  hint="It stays with each grant and in the audit log."
                >
                  <Input
                    value={reason}
                    maxLength={500}
                    autoComplete="off"
                    onChange={(event) => setReason(event.target.value)}
                  />
                </Field>
              )}
            </>
          )}
          {step === 2 && !firstOpen && (
            <Notice title="A key needs an approval">
              Policy demands it in every environment. Connect the application first, and request the
              key on its page.
            </Notice>
          )}
          {step === 2 && firstOpen && (
            <>
              <EnvironmentField value={fitting} closed={closed} onChange={change} />
              <KeyFields
                value={fitting}
                setting={{
                  groups,
                  apis,
                  rules,
                  origin: originOf(details.baseUrl),
                  owners: keyOwners,
                }}
                onChange={change}
                errorAt={(path) => errorAt(`key.${path}`)}
              />
            </>
          )}
        </div>
      </Card>
      {connected?.created && (
        <KeyReveal
          slug={slug}
          created={connected.created}
          application={connected.application.name}
          gateUrl={gateUrl}
          onStored={() => router.replace(path(connected.application))}
        />
      )}
    </form>
  );
}
