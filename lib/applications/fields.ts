import { z } from "zod";
import { idField, nameField, textField } from "@/lib/fields";
import { baseUrlField } from "./base-url";

export const CreateApplication = z.strictObject({
  name: nameField(),
  baseUrl: baseUrlField(),
  description: textField(500).default(""),
  ownerId: idField("mem").optional(),
});

export const EditApplication = z.strictObject({
  name: nameField().optional(),
  baseUrl: baseUrlField().optional(),
  description: textField(500).optional(),
  ownerId: idField("mem").optional(),
  maintainerIds: z
    .array(idField("mem"), "A list of ids beginning with mem_.")
    .max(20, "At most 20 maintainers.")
    .transform((ids) => [...new Set(ids)].sort())
    .optional(),
});
