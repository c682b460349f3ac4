import { CopyText } from "./copy-text";

export function RequestId({ value }: { value: string }) {
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-1.5 text-muted text-xs">
      Request <CopyText value={value} what="Request ID" />
    </p>
  );
}
