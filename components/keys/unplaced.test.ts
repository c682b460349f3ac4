import { expect, test } from "vitest";
import { unplaced } from "./unplaced";

const failure = (...paths: string[]) => ({
  message: "Some fields are wrong.",
  errors: paths.map((path) => ({ path, message: `${path} is wrong.` })),
  requestId: "req_1",
});

test("what a field shows is in no banner, everything else is", () => {
  expect(unplaced(undefined)).toBeUndefined();
  expect(unplaced(failure())?.message).toBe("Some fields are wrong.");
  expect(unplaced(failure("name", "allowedNetworks.3", "rateLimits.0.limit"))).toBeUndefined();
  expect(unplaced(failure("name", "environment", "rateLimits.0.name"))).toEqual({
    message: "environment is wrong. rateLimits.0.name is wrong.",
    requestId: "req_1",
  });
});
