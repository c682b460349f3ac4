import Link from "next/link";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/relative-time";
import { type AccessRequestDetail, keyApprovalDays } from "@/lib/approvals/summary";

/** What the approval of a key is good for, and what became of it. */
export function RequestKey({
  slug,
  request,
  own,
  now,
}: {
  slug: string;
  request: AccessRequestDetail;
  /** Whether it is the viewer's: nobody else generates the key. */
  own: boolean;
  now: number;
}) {
  const { application, environments, status, keyId, goodUntil } = request;
  const lapsed = goodUntil !== null && Date.parse(goodUntil) <= now;
  const open = status === "approved" && !keyId && !lapsed && !application.deleted;
  return (
    <Card
      title={`One ${environments[0]} key`}
      actions={
        open &&
        own && (
          <ButtonLink variant="primary" href={`/${slug}/applications/${application.id}/keys`}>
            Generate key
          </ButtonLink>
        )
      }
    >
      {keyId ? (
        <p>
          It was generated.{" "}
          <Link href={`/${slug}/keys/${keyId}`} className="underline">
            See the key
          </Link>
        </p>
      ) : (
        <p>
          {open || lapsed ? (
            <>
              {open
                ? `${own ? "You" : request.createdByName} may generate it until `
                : "It was not generated in time: the approval ended "}
              <DateTime value={goodUntil} />.
            </>
          ) : (
            `Approved, ${request.createdByName} may generate it within ${keyApprovalDays} days. It may use what ${application.name} is granted.`
          )}
        </p>
      )}
    </Card>
  );
}
