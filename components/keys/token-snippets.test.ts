import { expect, test } from "vitest";
import { tokenEnvFile, tokenSnippets } from "./token-snippets";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const payload = { iss: "https://gate.test/o/acme", aud: ["orders", "shipping"] };
const token = `${part({ alg: "ES256" })}.${part(payload)}.c2ln`;

test("the token stands where a call carries it, not where it is only checked", () => {
  const codes = new Map(
    tokenSnippets("https://gate.test", token).map(({ id, code }) => [id, code]),
  );
  for (const id of ["curl", "nginx"]) expect(codes.get(id)).toContain(`Bearer ${token}`);
  expect(codes.get("verify")).toContain(`{"key":"${token}"}`);
  for (const id of ["node", "python"]) expect(codes.get(id)).not.toContain(token);
});

test("who checks it knows the issuer and the API", () => {
  const codes = new Map(
    tokenSnippets("https://gate.test", token).map(({ id, code }) => [id, code]),
  );
  expect(codes.get("node")).toContain('gate: "https://gate.test"');
  expect(codes.get("node")).toContain('api: "orders"');
  expect(codes.get("python")).toContain('"https://gate.test/o/acme/jwks.json"');
  expect(codes.get("python")).toContain('audience="orders"');
});

test("it is kept under the name that a secret key has", () => {
  const issued = { application: "CRM", name: "ci", environment: "staging", token };
  expect(tokenEnvFile("https://gate.test", issued)).toContain(`\nPORTCULLIS_API_KEY=${token}\n`);
});
