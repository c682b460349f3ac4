const nouns = ["orders", "customers", "invoices", "parcels", "returns", "suppliers", "stock"];
const people = ["Sales", "Care", "Finance", "Logistics"];

type Operation = Record<string, unknown>;

const operation = (tag: string, summary: string, n: number): Operation => ({
  tags: [tag],
  summary,
  operationId: `${summary.replaceAll(" ", "-").toLowerCase()}-${n}`,
  parameters: [{ $ref: "#/components/parameters/trace" }],
  responses: {
    200: {
      description: "Done.",
      content: { "application/json": { schema: { $ref: `#/components/schemas/model-${n % 50}` } } },
    },
  },
});

/** An OpenAPI document of that many operations, five to a path and its collection, for tests. */
export function largeDocument(operations: number) {
  const paths: Record<string, Record<string, Operation>> = {};
  for (let n = 0; n * 5 < operations; n++) {
    const noun = nouns[n % nouns.length] ?? "";
    const tag = `${people[n % people.length]} ${noun} ${Math.floor(n / 25)}`;
    const base = `/v1/${noun}/{${noun}Id}/part-${n}`;
    const all: [string, string, string][] = [
      [base, "get", `List ${noun}`],
      [base, "post", `Create ${noun}`],
      [`${base}/{partId}`, "get", `Show ${noun}`],
      [`${base}/{partId}`, "patch", `Edit ${noun}`],
      [`${base}/{partId}:cancel`, "post", `Cancel ${noun}`],
    ];
    for (const [path, method, summary] of all.slice(0, operations - n * 5)) {
      paths[path] = { ...paths[path], [method]: operation(tag, summary, n) };
    }
  }
  const models = Array.from({ length: 50 }, (_, n) => [
    `model-${n}`,
    { type: "object", properties: { id: { type: "string" }, name: { type: "string" } } },
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "Warehouse", version: "2026-11" },
    servers: [{ url: "https://warehouse.example" }],
    paths,
    components: {
      parameters: { trace: { name: "trace", in: "header", schema: { type: "string" } } },
      schemas: Object.fromEntries(models),
    },
  };
}
