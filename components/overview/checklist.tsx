import { ArrowRight, CircleCheck, CircleDashed } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";

export type Step = {
  title: string;
  hint: string;
  done: boolean;
  /** Where it is done; none, where the viewer may not do it. */
  href: string | undefined;
  act: string;
};

/** What a new organization does first; the first open step leads on. */
export function Checklist({ steps }: { steps: Step[] }) {
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done && step.href);
  return (
    <Card
      flush
      title="Get to the first verified request"
      description={`${done} of ${steps.length} steps done`}
    >
      <ol>
        {steps.map((step) => (
          <li key={step.title} className="flex flex-wrap items-center gap-3.5 border-t px-5 py-3">
            {step.done ? (
              <CircleCheck aria-label="Done" className="size-5 shrink-0 text-ok" />
            ) : (
              <CircleDashed aria-label="Open" className="size-5 shrink-0 text-muted" />
            )}
            <div className="min-w-0 flex-1 basis-52">
              <p className={cn("font-medium", step.done && "text-muted")}>{step.title}</p>
              {!step.done && <p className="text-muted text-sm">{step.hint}</p>}
            </div>
            {!step.done && step.href && (
              <ButtonLink
                href={step.href}
                size="sm"
                variant={step === next ? "primary" : "secondary"}
              >
                {step.act}
                <ArrowRight aria-hidden />
              </ButtonLink>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
