"use client";

import Link from "next/link";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { type Snippet, SnippetTabs } from "@/components/ui/snippet-tabs";

const ways = [
  { value: "ask", label: "Ask the gate" },
  { value: "offline", label: "Verify offline" },
];

export function Integrate({
  asking,
  offline,
  gateUrl,
  tokensHref,
}: {
  asking: Snippet[];
  offline: Snippet[];
  gateUrl: string;
  tokensHref: string | undefined;
}) {
  const [way, setWay] = useState("ask");
  const asks = way === "ask";
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div className="flex min-w-0 flex-col gap-3">
        <div>
          <SegmentedControl label="How" value={way} onValueChange={setWay} options={ways} />
        </div>
        <SnippetTabs key={way} label="Integrate with" snippets={asks ? asking : offline} />
      </div>
      <Card title={asks ? "Let your service ask" : "Let your service verify"}>
        <ol className="flex list-decimal flex-col gap-2.5 pl-4.5 marker:text-muted">
          <li>
            {tokensHref ? (
              <Link href={tokensHref} className="text-accent underline underline-offset-2">
                Create a service token
              </Link>
            ) : (
              "Ask an owner or admin for a service token"
            )}{" "}
            with the scope to verify keys, bound to this API.{" "}
            {!asks && "OAuth and Python need none."}
          </li>
          {asks ? (
            <>
              <li>
                Have your service, or the gateway before it, ask{" "}
                <code className="break-all font-mono text-[0.92em]">{gateUrl}</code> about each
                call.
              </li>
              <li>
                Serve the call where the gate says that the key is valid. Refuse it otherwise, also
                where the gate can’t be reached.
              </li>
            </>
          ) : (
            <>
              <li>
                Generate JWT keys for the applications: they name this API, and your service needs
                only the organization’s public signing keys.
              </li>
              <li>
                With the SDK a revoked key is refused within a fraction of a second. It follows the
                stream of revocations of{" "}
                <code className="break-all font-mono text-[0.92em]">{gateUrl}</code>; where that is
                silent for 30 seconds, it asks about each call.
              </li>
            </>
          )}
        </ol>
      </Card>
    </div>
  );
}
