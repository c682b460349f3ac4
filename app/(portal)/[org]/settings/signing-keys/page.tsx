import { KeySquare } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { JwtGuideLink } from "@/components/keys/jwt-guide-link";
import { RotateSigningKey } from "@/components/signing/rotate-signing-key";
import { RotationSelect } from "@/components/signing/rotation-select";
import { SigningKeyTable } from "@/components/signing/signing-key-table";
import { StatusListTable } from "@/components/signing/status-list-table";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { EmptyState } from "@/components/ui/empty-state";
import { KeyValueList } from "@/components/ui/key-value-list";
import { SkeletonTable } from "@/components/ui/skeleton";
import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/authorize";
import { env } from "@/lib/env";
import { getOrganization } from "@/lib/organizations/get";
import { listSigningKeys } from "@/lib/signing/list";
import { listStatusLists } from "@/lib/statuses/list-status-lists";
import {
  rotateSigningKeyAction,
  setSigningRotationAction,
  withdrawSigningKeyAction,
} from "./actions";

export const metadata: Metadata = { title: "Signing keys" };

export default async function SigningKeysPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  if (!can(actor, "signing-key.read")) notFound();
  const [{ keys, rotationDays }, { slug }] = await Promise.all([
    listSigningKeys(actor),
    getOrganization(actor),
  ]);
  const mayRotate = can(actor, "signing-key.rotate");
  const next = keys.find(({ state }) => state === "next");
  const issuer = `${env().GATE_PUBLIC_URL}/o/${slug}`;
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-2xl text-muted">
          They sign JWT keys, and services check the tokens with their public parts. The private
          parts never leave this installation and are kept encrypted. <JwtGuideLink />.
        </p>
        {mayRotate && keys.length > 0 && (
          <RotateSigningKey
            signsFrom={next?.signsFrom ?? null}
            rotate={rotateSigningKeyAction.bind(null, org)}
          />
        )}
      </div>
      <SigningKeyTable
        keys={keys}
        withdraw={mayRotate ? withdrawSigningKeyAction.bind(null, org) : undefined}
        empty={
          <EmptyState icon={<KeySquare aria-hidden />} title="No signing keys yet">
            They are made with the first JWT key. Generate one in an application: a token that
            services check without asking.
          </EmptyState>
        }
      />
      {keys.length > 0 && (
        <section aria-labelledby="status-lists" className="flex flex-col gap-3">
          <div>
            <h2 id="status-lists" className="font-semibold">
              Status lists
            </h2>
            <p className="max-w-2xl text-muted">
              Signed and compressed, for services that check tokens offline: which of them are
              revoked or suspended. They say so within a second; a copy is good for half a minute.
            </p>
          </div>
          <Suspense fallback={<SkeletonTable rows={1} columns={5} />}>
            <StatusLists actor={actor} issuer={issuer} />
          </Suspense>
        </section>
      )}
      <Card title="Public keys and rotation">
        <KeyValueList
          items={[
            {
              label: "Key set (JWKS)",
              value: <CopyText value={`${issuer}/jwks.json`} what="Address of the key set" />,
              hint: "Services may keep it for five minutes.",
            },
            {
              label: "Issuer",
              value: <CopyText value={issuer} what="Issuer" />,
              hint: "As new tokens name it.",
            },
          ]}
        />
        <div className="mt-5 border-t pt-5">
          <Rotation
            days={rotationDays}
            change={mayRotate ? setSigningRotationAction.bind(null, org) : undefined}
          />
        </div>
      </Card>
    </>
  );
}

async function StatusLists({ actor, issuer }: { actor: Actor; issuer: string }) {
  const lists = await listStatusLists(actor);
  return (
    <StatusListTable
      lists={lists.map((list) => ({ ...list, url: `${issuer}/status-lists/${list.number}` }))}
    />
  );
}

function Rotation({
  days,
  change,
}: {
  days: number | null;
  change: Parameters<typeof RotationSelect>[0]["change"] | undefined;
}) {
  if (change) return <RotationSelect days={days} change={change} />;
  const words = days === null ? "By hand only" : `Every ${days} days`;
  return <KeyValueList items={[{ label: "Rotation", value: words }]} />;
}
