import { z } from "zod";
import { textField } from "@/lib/fields";

const word = (max: number, message: string) =>
  z
    .string(message)
    .min(1, message)
    .max(max, message)
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value), message);

export const GrantWish = z
  .strictObject({
    api: word(80, "The slug of an API."),
    permission: word(200, "A permission such as orders:read.").optional(),
    endpoint: word(2100, "An endpoint such as GET /orders/{orderId}.").optional(),
  })
  .refine(({ permission, endpoint }) => (permission === undefined) !== (endpoint === undefined), {
    path: ["permission"],
    message: "Give a permission or an endpoint, one of both.",
  });
export type GrantWish = z.output<typeof GrantWish>;

export const GrantWishes = z
  .array(GrantWish, "A list of grants.")
  .max(5000, "At most 5000 grants.");

/** Why something is granted, in a person's words. */
export const reasonField = () => textField(500).default("");

export const ReplaceGrants = z.strictObject({ grants: GrantWishes, reason: reasonField() });
