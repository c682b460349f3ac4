import { ButtonLink } from "@/components/ui/button";
import { KeyValueList } from "@/components/ui/key-value-list";
import { Notice } from "@/components/ui/notice";
import type { Trial } from "@/lib/verification/try";

/** What to press where something of the portal puts it right. */
function fixLabel(fix: string): string {
  if (fix.includes("?grant=")) return "Grant it";
  if (fix.includes("?request=")) return "Request approval";
  if (/\/keys\/key_\w+$/.test(fix)) return "Open the key";
  if (fix.endsWith("/keys")) return "Open its keys";
  if (fix.endsWith("/settings")) return "Open its settings";
  return fix.includes("/applications/") ? "Open its connected APIs" : "Open the endpoints";
}

export function TryItResult({ trial, mayFix }: { trial: Trial; mayFix: boolean }) {
  const { code, reason, fix, key, endpoint, permissions } = trial;
  const valid = code === "VALID";
  const told = [
    { label: "Application", value: key?.application },
    { label: "Key", value: key && `${key.name}, ${key.environment}` },
    { label: "Matched endpoint", value: endpoint && <code className="font-mono">{endpoint}</code> },
    { label: "May use on this API", value: key && (permissions.join(", ") || "No permission") },
  ].flatMap(({ label, value }) => (value ? [{ label, value }] : []));
  return (
    <div className="flex flex-col gap-4">
      <Notice
        tone={valid ? "ok" : "bad"}
        title={<code className="font-mono">{code}</code>}
        actions={
          mayFix &&
          fix && (
            <ButtonLink size="sm" variant="secondary" href={fix}>
              {fixLabel(fix)}
            </ButtonLink>
          )
        }
      >
        {reason}
      </Notice>
      {told.length > 0 && <KeyValueList items={told} />}
    </div>
  );
}
