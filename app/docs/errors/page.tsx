import type { Metadata } from "next";
import { CodeList } from "@/components/docs/code-list";
import { Wordmark } from "@/components/ui/mark";
import { errorGuide, verdictGuide } from "@/lib/error-guide";

export const metadata: Metadata = { title: "Errors and verdicts" };

const errors = Object.entries(errorGuide).map(([code, guide]) => ({ code, ...guide }));
const verdicts = Object.entries(verdictGuide).map(([code, guide]) => ({ code, ...guide }));

export default function ErrorsPage() {
  return (
    <main className="mx-auto max-w-4xl px-4 py-12">
      <Wordmark className="mb-8 text-lg" />
      <h1 className="font-semibold text-xl tracking-tight">Errors and verdicts</h1>
      <p className="mt-1 text-muted">
        Every error of the API is a problem document (RFC 9457): its code is one of these and never
        changes its meaning. Its request id finds it in the log. What the API takes and answers is
        on{" "}
        <a className="text-accent underline underline-offset-2" href="/docs/api">
          its own page
        </a>
        .
      </p>
      <h2 className="mt-8 mb-3 font-semibold text-lg">Errors</h2>
      <CodeList codes={errors} />
      <h2 className="mt-8 font-semibold text-lg">Verdicts</h2>
      <p className="mt-1 mb-3 text-muted">
        A verification is answered with 200 and one of these codes, the first that applies. Only
        VALID lets a request pass. Send explain to be told the reason in words.
      </p>
      <CodeList codes={verdicts} />
    </main>
  );
}
