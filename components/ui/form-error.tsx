import { Notice } from "./notice";
import { RequestId } from "./request-id";

export function FormError({
  message,
  requestId,
}: {
  message?: string | undefined;
  requestId?: string | undefined;
}) {
  if (!message) return null;
  return (
    <Notice tone="bad" role="alert" title={message}>
      {requestId && <RequestId value={requestId} />}
    </Notice>
  );
}
