import type { Metadata } from "next";
import { Operation } from "@/components/docs/operation";
import { Wordmark } from "@/components/ui/mark";
import { apiReference } from "@/lib/openapi/reference";

export const metadata: Metadata = { title: "API" };

const sections = apiReference();
const link = "text-accent underline underline-offset-2 hover:text-accent-strong";

export default function ApiPage() {
  return (
    <main className="mx-auto max-w-4xl px-4 py-12">
      <Wordmark className="mb-8 text-lg" />
      <h1 className="font-semibold text-xl tracking-tight">API</h1>
      <p className="mt-1 text-muted">
        JSON over HTTPS, with a service token or a key as Authorization: Bearer. Generate a client
        from{" "}
        <a className={link} href="/openapi.json">
          openapi.json
        </a>
        , which says the same. Every error is a problem document with{" "}
        <a className={link} href="/docs/errors">
          one of these codes
        </a>
        .
      </p>
      {sections.map(({ title, operations }) => (
        <section key={title}>
          <h2 className="mt-8 mb-3 font-semibold text-lg">{title}</h2>
          <div className="overflow-hidden rounded-lg border border-line bg-surface">
            {operations.map((operation) => (
              <Operation key={operation.id} operation={operation} />
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}
