"use client";

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { RequestId } from "./request-id";

export function ErrorState({
  title = "This could not be loaded",
  message = "Something failed on our side. Your data is safe; try again in a moment.",
  requestId,
  onRetry,
  action,
}: {
  title?: string;
  message?: ReactNode;
  requestId?: string | undefined;
  onRetry?: () => void;
  action?: ReactNode;
}) {
  return (
    <div role="alert">
      <EmptyState
        icon={<TriangleAlert aria-hidden className="text-warn" />}
        title={title}
        action={
          (onRetry || action) && (
            <>
              {onRetry && <Button onClick={onRetry}>Try again</Button>}
              {action}
            </>
          )
        }
      >
        {message}
        {requestId && (
          <div className="flex justify-center">
            <RequestId value={requestId} />
          </div>
        )}
      </EmptyState>
    </div>
  );
}
