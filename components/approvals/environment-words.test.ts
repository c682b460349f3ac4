import { expect, test } from "vitest";
import { allEnvironments, environmentsInWords } from "./environment-words";

test("environments are told in words", () => {
  expect(environmentsInWords(allEnvironments)).toBe("All environments");
  expect(environmentsInWords(["staging", "production"])).toBe("Staging and production");
  expect(environmentsInWords(["development"])).toBe("Development");
});
