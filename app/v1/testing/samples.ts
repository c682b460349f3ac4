import { otherRoutes, routes } from "@/e2e/access/routes";
import type { Fresh } from "@/e2e/access/world";
import type { Operation } from "@/lib/openapi/operation";
import { operations } from "@/lib/openapi/operations";

/** A method and path without the names of its parameters: `GET /v1/apis/{}`. */
export const formOf = (name: string) => name.replace(/\{\w+\}|\[\w+\]/g, "{}");

const forms = new Set(Object.keys(operations).map(formOf));

/** What is tried one by one in the tests of the doors. */
export const otherForms = otherRoutes
  .map((name) => formOf(name.replace(/^(\w+) /, "$1 /v1/").replace("ANY ", "GET ")))
  .filter((form) => forms.has(form));

const rules = new Map(
  Object.entries(routes).map(([name, rule]) => [formOf(name.replace(/^(\w+) /, "$1 /v1/")), rule]),
);

export const sampleForms = [...rules.keys()];

/** One described operation of the management API with what makes it succeed once. */
export type Sample = {
  name: string;
  method: string;
  operation: Operation;
  path: (fresh: Fresh) => string;
  body: (fresh: Fresh) => unknown;
};

export const samples: Sample[] = Object.entries(operations).flatMap(([name, operation]) => {
  const rule = rules.get(formOf(name));
  if (operation.door || !rule) return [];
  const [method = ""] = name.split(" ");
  return [{ name, method, operation, path: rule.path, body: (fresh) => rule.body?.(fresh) }];
});
