import Link from "next/link";
import { Card } from "@/components/ui/card";
import type { KeySummary } from "@/lib/keys/summary";
import type { Rules } from "@/lib/policies/rules";
import { policyPhrases } from "./policy-words";

/** What policy demands of the key. */
export function PolicyCard({
  slug,
  rules,
  item,
}: {
  slug: string;
  rules: Rules;
  item: Pick<KeySummary, "environment" | "kind">;
}) {
  const { environment } = item;
  const phrases = policyPhrases(rules, item);
  return (
    <Card
      title="Policy in effect"
      actions={
        <Link href={`/${slug}/policies`} className="text-sm underline">
          Policies
        </Link>
      }
    >
      {phrases.length === 0 ? (
        <p className="text-muted">Policy demands nothing of {environment} keys.</p>
      ) : (
        <>
          <p>A {environment} key</p>
          <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-5">
            {phrases.map((phrase) => (
              <li key={phrase}>{phrase}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
