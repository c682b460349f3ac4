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
});
