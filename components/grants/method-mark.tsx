import { cn } from "@/components/ui/cn";

const tones: Record<string, string> = {
  GET: "text-info",
  HEAD: "text-info",
  OPTIONS: "text-idle",
  POST: "text-ok",
  PUT: "text-warn",
  PATCH: "text-warn",
  DELETE: "text-bad",
};

export function MethodMark({ method }: { method: string }) {
  return (
    <span
      className={cn(
        "inline-block min-w-13 font-mono font-semibold text-xs",
        tones[method] ?? "text-idle",
      )}
    >
      {method}
    </span>
  );
}
