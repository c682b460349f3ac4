import { describe, expect, it } from "vitest";
import { envFile, envFileName, keySnippets } from "./snippets";

const issued = {
  application: "Café CRM — Süd",
  name: "ci",
  environment: "production",
  apiKey: "pcl_live_abcdef",
  sharedKey: "pcl_live_abc",
  secretKey: "def",
};

describe("snippets", () => {
  it("name the gate in every call and the key where it can't come from the environment", () => {
    const codes = new Map(
      keySnippets("https://gate.test", issued.apiKey).map((s) => [s.id, s.code]),
    );
    expect(codes.get("curl")).toContain("https://gate.test/v1/keys/self");
    expect(codes.get("curl")).toContain("Bearer pcl_live_abcdef");
    expect(codes.get("verify")).toContain("$PORTCULLIS_TOKEN");
    for (const id of ["node", "python"]) {
      expect(codes.get(id)).toContain("https://gate.test/v1/keys/self");
      expect(codes.get(id)).not.toContain(issued.apiKey);
    }
  });

  it("fill an environment file", () => {
    expect(envFile("https://gate.test", issued)).toContain(
      "PORTCULLIS_API_KEY=pcl_live_abcdef\nPORTCULLIS_SHARED_KEY=pcl_live_abc\n",
    );
    expect(envFileName(issued)).toBe("cafe-crm-sud.production.env");
    expect(envFileName({ application: "東京", environment: "staging" })).toBe(
      "application.staging.env",
    );
  });
});
