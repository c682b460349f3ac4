import { Activity } from "lucide-react";
import { keyOfEnvironment, verifySnippet } from "@/components/keys/snippets";
import { ButtonLink } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";

/** Where nothing was asked yet: how to ask for the first time. */
export function NoUsage({
  gateUrl,
  subject,
  api,
  links,
}: {
  gateUrl: string;
  /** "this key", "the organization's keys". */
  subject: string;
  /** The slug of the API that it is about, where it is about one. */
  api?: string | undefined;
  links: { href: string; label: string }[];
}) {
  return (
    <section className="rounded-lg border border-line bg-surface">
      <EmptyState
        icon={<Activity aria-hidden />}
        title="No requests yet"
        action={links.map(({ href, label }) => (
          <ButtonLink key={href} href={href}>
            {label}
          </ButtonLink>
        ))}
      >
        Each time the gate is asked about {subject}, its verdict is counted within seconds. Ask it
        for the first one, with a service token that may verify keys:
      </EmptyState>
      <div className="mx-auto max-w-2xl px-4 pb-10">
        <CodeBlock
          label="Ask the gate about a key"
          code={verifySnippet(gateUrl, keyOfEnvironment, api)}
        />
      </div>
    </section>
  );
}
