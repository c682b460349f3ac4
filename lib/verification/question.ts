import { z } from "zod";
import { invalid } from "@/lib/errors";
import { normalAddress } from "@/lib/forwarding";

const text = (max: number) => z.string("Enter a text.").max(max, `At most ${max} characters.`);

const key = z.union(
  [z.string(), z.strictObject({ sharedKey: z.string(), secretKey: z.string() })],
  "A key: one text, or an object with sharedKey and secretKey.",
);

export const noSuchApi = "There is no API with this slug.";
export const noAddress = "An IPv4 or IPv6 address.";
const cost = "A whole number from 0 to 1000000.";

/** The slug of an API, which need not be the slug of any. */
export const apiField = () => text(100).regex(/^[a-z0-9-]*$/, noSuchApi);

/** What `POST /v1/keys/verify` asks. */
export const VerifyKey = z.strictObject({
  key,
  api: apiField().optional(),
  permissions: z
    .array(text(200).min(1, "A permission such as orders:read."), "A list of permissions.")
    .max(100, "At most 100 permissions.")
    .optional(),
  request: z
    .strictObject(
      {
        method: text(20).optional(),
        path: text(8000).optional(),
        ip: text(60)
          .refine((ip) => normalAddress(ip) !== null, noAddress)
          .transform((ip) => normalAddress(ip) ?? "")
          .optional(),
        origin: text(2000).optional(),
        userAgent: text(512)
          .regex(/^\P{Cc}*$/u, "Printable characters only.")
          .optional(),
      },
      "An object with method, path, ip, origin and userAgent.",
    )
    .optional(),
  cost: z.number(cost).int(cost).min(0, cost).max(1_000_000, cost).default(1),
  tags: z
    .array(text(100).min(1, "No empty tags."), "A list of texts.")
    .max(20, "At most 20 tags.")
    .optional(),
  explain: z.boolean("true or false.").default(false),
});

export type VerifyKey = z.output<typeof VerifyKey>;

const whose = (what: string) =>
  `Name the API that the ${what} to, or use a service token bound to one.`;

/** Throws 422 where something is asked that can't be judged: nothing is ever ignored. */
export function expectJudgeable(wish: VerifyKey, bound: boolean): void {
  const { method, path } = wish.request ?? {};
  if ((method === undefined) !== (path === undefined)) {
    const missing = path === undefined ? "path" : "method";
    throw invalid(`request.${missing}`, "Send the method and the path: they are matched together.");
  }
  if (wish.api !== undefined || bound) return;
  if (wish.permissions !== undefined) throw invalid("permissions", whose("permissions belong"));
  if (path !== undefined) throw invalid("request.path", whose("path belongs"));
}
