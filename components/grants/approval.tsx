import { ShieldAlert, ShieldCheck } from "lucide-react";
import { environmentsInWords } from "@/components/approvals/environment-words";
import { Badge } from "@/components/ui/badge";
import { Tooltip } from "@/components/ui/tooltip";
import type { GrantSummary } from "@/lib/grants/summary";

/** Where a grant goes beyond what the role of a key's owner may, and where it still does not. */
export function Approval({ grant }: { grant: GrantSummary }) {
  const { approvedFor, approvedByName, closedToDevelopers } = grant;
  if (closedToDevelopers.length > 0)
    return (
      <Tooltip label="Keys that a developer owns can't use it there until it is approved.">
        <button type="button" className="rounded-full">
          <Badge tone="warn" icon={<ShieldAlert aria-hidden />}>
            Not approved for {inSentence(closedToDevelopers)}
          </Badge>
        </button>
      </Tooltip>
    );
  if (approvedFor.length === 0)
    return <span className="text-muted text-sm">Needs no approval</span>;
  return (
    <span className="flex items-center gap-1.5 text-muted text-sm">
      <ShieldCheck aria-hidden className="size-4 shrink-0 text-ok" />
      Approved for {inSentence(approvedFor)}
      {approvedByName && approvedByName !== grant.createdByName && ` by ${approvedByName}`}
    </span>
  );
}

const inSentence = (environments: GrantSummary["approvedFor"]) =>
  environmentsInWords(environments).toLowerCase();
