import type { FormResult } from "@/lib/form";
import type { ConfirmFailure } from "./confirm-dialog";

/** A server action's answer as `ConfirmDialog` wants it. */
export const confirmed = (result: FormResult<unknown>): ConfirmFailure | undefined =>
  result.ok ? undefined : { error: result.message, requestId: result.requestId };
