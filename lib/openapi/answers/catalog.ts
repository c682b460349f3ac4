import { z } from "zod";
import { methods } from "@/db/schema";
import type {
  ApiDetails,
  ApiSummary,
  EndpointSummary,
  PermissionSummary,
} from "@/lib/catalog/summary";
import { idField } from "@/lib/fields";
import { answerOf, named, revision, text, time, whole } from "@/lib/openapi/answer";

export const Method = named("Method", z.enum(methods));

const apiFields = {
  id: idField("api"),
  slug: text().meta({ description: "Its audience: what verifications and grants call it." }),
  name: text(),
  description: text(),
  baseUrl: text(),
  ownerId: idField("mem").nullable().meta({ description: "Whom to ask about it." }),
  ownerName: text().nullable(),
  createdAt: time(),
  revision: revision(),
  endpoints: whole(),
  permissions: whole(),
  applications: whole().meta({ description: "Applications that are granted something of it." }),
};

export const Permission = answerOf<PermissionSummary>()(
  "Permission",
  z.object({
    id: idField("prm"),
    apiId: idField("api"),
    name: text(),
    description: text(),
    sensitive: z.boolean(),
    revision: revision(),
  }),
);

export const Endpoint = answerOf<EndpointSummary>()(
  "Endpoint",
  z.object({
    id: idField("end"),
    apiId: idField("api"),
    method: Method,
    path: text(),
    summary: text(),
    deprecated: z.boolean(),
    permission: z
      .object({ id: idField("prm"), name: text(), sensitive: z.boolean() })
      .nullable()
      .meta({ description: "The permission that it requires." }),
    revision: revision(),
  }),
);

export const Api = answerOf<ApiSummary>()("Api", z.object(apiFields));

export const ApiWithParts = answerOf<ApiDetails>()(
  "ApiWithParts",
  z.object({
    ...apiFields,
    endpointList: z.array(Endpoint),
    permissionList: z.array(Permission),
    applicationList: z.array(z.object({ id: idField("app"), name: text() })),
  }),
);
