import { Check } from "lucide-react";
import Link from "next/link";
import { trySnippet } from "@/components/keys/snippets";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { CodeBlock } from "@/components/ui/code-block";

type Step = { done: boolean; label: string; words: string; href: string };

/** What is left to do until the application calls an API, and the first call to copy. */
export function ApplicationStart({
  href,
  gateUrl,
  has,
}: {
  href: string;
  gateUrl: string;
  has: { key: boolean; grant: boolean; request: boolean };
}) {
  const steps: Step[] = [
    {
      done: has.key,
      label: "Generate a key",
      words: "Its secret is shown once.",
      href: `${href}/keys`,
    },
    {
      done: has.grant,
      label: "Connect an API",
      words: "Grant the endpoints that it needs.",
      href: `${href}/apis`,
    },
    {
      done: has.request,
      label: "Make the first call",
      words: "The gate notes when a key is used.",
      href: `${href}/keys`,
    },
  ];
  return (
    <Card title="Quick start">
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,18rem)_minmax(0,1fr)]">
        <ol className="flex flex-col gap-3.5">
          {steps.map((step, index) => (
            <li key={step.label} className="flex gap-3">
              <span
                className={cn(
                  "flex size-6 shrink-0 items-center justify-center rounded-full font-medium text-xs",
                  step.done ? "bg-ok-soft text-ok" : "bg-idle-soft text-idle",
                )}
              >
                {step.done ? <Check aria-label="Done" className="size-3.5" /> : index + 1}
              </span>
              <span>
                <Link href={step.href} className="block font-medium hover:underline">
                  {step.label}
                </Link>
                <span className="text-muted text-sm">{step.words}</span>
              </span>
            </li>
          ))}
        </ol>
        <CodeBlock
          label="Ask the gate about the key"
          code={trySnippet(gateUrl, "$PORTCULLIS_API_KEY")}
        />
      </div>
    </Card>
  );
}
