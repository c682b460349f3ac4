import { expect, test } from "vitest";
import { errorGuide, verdictGuide } from "./error-guide";
import { AppError, type ErrorCode } from "./errors";
import { codes } from "./verification/verdict";

test("the page of errors tells the status that is sent", () => {
  for (const [code, { status }] of Object.entries(errorGuide)) {
    expect(new AppError(code as ErrorCode, "").status).toBe(status);
  }
});

test("verdicts are told in the order of precedence", () => {
  expect(Object.keys(verdictGuide)).toEqual(codes);
});
