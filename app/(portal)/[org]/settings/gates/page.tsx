import { DoorOpen } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { GateTable } from "@/components/gates/gate-table";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/access/authorize";
import { listGates } from "@/lib/gates/list";

export const metadata: Metadata = { title: "Gates" };

export default async function GatesPage({ params }: Pick<PageInput, "params">) {
  const actor = await pageActor((await params).org);
  if (!can(actor, "gate.read")) notFound();
  return (
    <>
      <p className="max-w-2xl text-muted">
        Gates decide on keys, for every organization of this installation. Each follows what changes
        here and holds a lease of one second that says it is up to date. The portal is no gate: it
        asks the database each time.
      </p>
      <GateTable
        gates={await listGates(actor)}
        empty={
          <EmptyState
            icon={<DoorOpen aria-hidden />}
            title="No gate is running"
            action={<CodeBlock label="In the folder of Portcullis" code="node dist/gate.js" />}
          >
            Start one with the same DATABASE_URL and PORTCULLIS_SECRET as this portal. It enters
            itself here. Any number of them can run.
          </EmptyState>
        }
      />
    </>
  );
}
