import { Notice } from "@/components/ui/notice";

export function SetUpLinkMissing() {
  return (
    <Notice tone="info" title="Open the set-up link">
      <p>
        Portcullis printed it where you started it with <code className="font-mono">npm start</code>
        . It ends with <code className="font-mono">/setup#…</code> and works once.
      </p>
      <p className="mt-2">Can’t find it? Restart Portcullis: it prints a new one.</p>
    </Notice>
  );
}
