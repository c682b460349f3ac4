"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { RoleBadge } from "@/components/members/role-badge";
import { SubmitButton } from "@/components/ui/button";
import { KeyValueList } from "@/components/ui/key-value-list";
import { Notice } from "@/components/ui/notice";
import { RequestId } from "@/components/ui/request-id";
import { Skeleton } from "@/components/ui/skeleton";
import type { FormResult } from "@/lib/form";
import type { InvitationOffer } from "@/lib/invitations/summary";
import { AcceptForm, type AcceptInput } from "./accept-form";
import { useFragment } from "./use-fragment";

type Look = (token: string) => Promise<FormResult<InvitationOffer>>;

/** The page behind an invitation's link: what it offers, and the way in that fits the person. */
export function AcceptInvitation({
  look,
  accept,
  signOut,
}: {
  look: Look;
  accept: (token: string, input: AcceptInput) => Promise<FormResult<{ slug: string }>>;
  signOut: () => Promise<void>;
}) {
  const token = useFragment();
  if (token === null) return <div className="h-72" />;
  if (token === "") {
    return (
      <Notice title="Open your invitation link">
        It ends with <code className="font-mono">/invitations#…</code>. The person who invited you
        has it.
      </Notice>
    );
  }
  return (
    <Offer
      key={token}
      token={token}
      look={look}
      accept={(input) => accept(token, input)}
      signOut={signOut}
    />
  );
}

function Offer({
  token,
  look,
  accept,
  signOut,
}: {
  token: string;
  look: Look;
  accept: (input: AcceptInput) => Promise<FormResult<{ slug: string }>>;
  signOut: () => Promise<void>;
}) {
  const [seen, setSeen] = useState<FormResult<InvitationOffer> | "silence">();
  const ask = useEffectEvent(async () =>
    setSeen(await look(token).catch(() => "silence" as const)),
  );
  useEffect(() => {
    ask();
  }, []);

  if (!seen) return <Skeleton className="h-72" />;
  if (seen === "silence") {
    return (
      <Notice tone="bad" role="alert" title="The server did not answer">
        Reload the page in a moment. Your link is still good.
      </Notice>
    );
  }
  if (!seen.ok) {
    const guessed = seen.code === "NOT_FOUND";
    return (
      <Notice
        tone="bad"
        role="alert"
        title={guessed ? "This link does not work" : "The invitation can’t be shown"}
      >
        <p>{seen.message}</p>
        <p className="mt-2">
          <RequestId value={seen.requestId} />
        </p>
      </Notice>
    );
  }
  const offer = seen.data;
  return (
    <div className="flex flex-col gap-6">
      <KeyValueList
        items={[
          { label: "Organization", value: offer.organization },
          { label: "Your role", value: <RoleBadge role={offer.role} /> },
          { label: "For", value: <span className="break-all">{offer.email}</span> },
          { label: "Invited by", value: offer.invitedBy },
        ]}
      />
      {offer.account === "other" ? (
        <SignedInAsOther offer={offer} signOut={signOut} />
      ) : (
        <AcceptForm offer={offer} accept={accept} />
      )}
    </div>
  );
}

function SignedInAsOther({
  offer,
  signOut,
}: {
  offer: InvitationOffer;
  signOut: () => Promise<void>;
}) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={`You are signed in as ${offer.signedInAs}`}>
        The invitation is for {offer.email}. Sign out, then open the link again.
      </Notice>
      <form action={signOut}>
        <SubmitButton variant="secondary">Sign out</SubmitButton>
      </form>
    </div>
  );
}
