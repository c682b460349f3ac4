import { CircleAlert } from "lucide-react";

/** What is wrong with a group of controls; a single one says so in its `Field`. */
export function FieldProblem({ id, message }: { id?: string; message: string | undefined }) {
  if (!message) return null;
  return (
    <p id={id} role="alert" className="flex gap-1.5 text-bad text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {message}
    </p>
  );
}
