import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Tone } from "@/components/ui/tone";
import type { AccessRequestSummary } from "@/lib/approvals/summary";

const tones: Record<AccessRequestSummary["status"], Tone> = {
  pending: "info",
  approved: "ok",
  refused: "bad",
  withdrawn: "idle",
};

/** Who answered what and when. */
export function RequestAnswer({ request }: { request: AccessRequestSummary }) {
  const { status, answer, decidedByName, decidedAt } = request;
  return (
    <Notice
      tone={tones[status]}
      title={
        <>
          {decidedByName ?? "The system"} {status === "withdrawn" ? "withdrew" : status} this
          request, <RelativeTime value={decidedAt} />
        </>
      }
    >
      {answer && <span className="whitespace-pre-wrap break-words">{answer}</span>}
    </Notice>
  );
}
