import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searchable } from "./shared-key-query";

const id = "5Hq3mZ0bTt9Lw2XkR";
const secret = "9fJaaaaaaaaaaaaaaaaaaaaaaax0aB3xZ";

describe("what a search sends", () => {
  it.each([
    ["a word", "  checkout ", "checkout"],
    ["a shared key", `pcl_live_${id}`, `pcl_live_${id}`],
    ["a whole key", `pcl_live_${id}${secret}`, `pcl_live_${id}`],
    ["a whole key with its header", `Bearer pcl_dev_${id}${secret}`, `pcl_dev_${id}`],
    ["a key of an organization's own prefix", `acme1_stg_${id}${secret}`, `acme1_stg_${id}`],
    ["a service token", `pcs_${id}${secret}`, `pcs_${id}`],
    ["the secret half alone", secret, ""],
    ["a secret amid words", `my key is pcl_live_${id}${secret} ok`, ""],
    ["an id", "app_01h455vb4pex5vsknk084sn02q", "app_01h455vb4pex5vsknk084sn02q"],
  ])("%s", (_, typed, sent) => expect(searchable(typed)).toBe(sent));

  it("sends only the jti of a JWT", () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const jti = "key_01h455vb4pex5vsknk084sn02q";
    const jwt = `${part({ alg: "ES256" })}.${part({ jti, sub: "app" })}.${"s".repeat(86)}`;
    expect(searchable(jwt)).toBe(jti);
    expect(searchable(jwt.replace(part({ jti, sub: "app" }), "bm90IGpzb24"))).toBe("");
  });

  it("never sends a secret, whatever stands around the key", () => {
    const body = fc.stringMatching(/^[0-9A-Za-z]{33}$/);
    const around = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(body, around, around, (end, before, after) => {
        expect(searchable(`${before}pcl_live_${id}${end}${after}`)).not.toContain(end.slice(0, 12));
      }),
    );
  });
});
