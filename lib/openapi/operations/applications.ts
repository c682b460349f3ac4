import { z } from "zod";
import { CreateApplication, EditApplication } from "@/lib/applications/fields";
import { ListApplications } from "@/lib/applications/list";
import { ReplaceGrants } from "@/lib/grants/fields";
import { CreateKey } from "@/lib/keys/fields";
import { ListKeys } from "@/lib/keys/list";
import { Application, Deactivated } from "@/lib/openapi/answers/applications";
import { Grants } from "@/lib/openapi/answers/grants";
import { Created, KeyItem } from "@/lib/openapi/answers/keys";
import {
  commands,
  creates,
  edits,
  lists,
  type Operations,
  reads,
  removes,
} from "@/lib/openapi/operation";

const nothing = z.strictObject({});

export const applicationOperations: Operations = {
  "GET /v1/applications": lists("listApplications", "List applications", "applications.read", {
    query: ListApplications,
    item: Application,
  }),
  "POST /v1/applications": creates(
    "createApplication",
    "Register an application",
    "applications.write",
    {
      body: CreateApplication,
      answer: Application,
      versioned: true,
      located: true,
      conflict: "Another application has that name, or one that looks like it.",
    },
  ),
  "GET /v1/applications/{id}": reads("getApplication", "Get an application", "applications.read", {
    answer: Application,
  }),
  "PATCH /v1/applications/{id}": edits(
    "editApplication",
    "Edit an application",
    "applications.write",
    {
      body: EditApplication,
      answer: Application,
      conflict: "Another application has that name, or one that looks like it.",
    },
  ),
  "DELETE /v1/applications/{id}": removes(
    "deleteApplication",
    "Delete an application and revoke its keys",
    "applications.write",
  ),
  "POST /v1/applications/{id}/activate": commands(
    "activateApplication",
    "Activate an application",
    "applications.write",
    { body: nothing, answer: Application, versioned: true },
  ),
  "POST /v1/applications/{id}/deactivate": commands(
    "deactivateApplication",
    "Deactivate an application: its keys are refused until it is active again",
    "applications.write",
    { body: nothing, answer: Deactivated, versioned: true },
  ),
  "GET /v1/applications/{id}/keys": lists(
    "listKeysOfApplication",
    "List the keys of an application",
    "keys.read",
    { query: ListKeys.omit({ application: true }), item: KeyItem },
  ),
  "POST /v1/applications/{id}/keys": creates("createKey", "Generate a key", "keys.write", {
    description:
      "This answer alone carries the secret, or the token of a JWT key. Neither is kept: only a secret's HMAC, and what a token says.",
    body: CreateKey,
    answer: Created,
    located: true,
    secrets: ["apiKey", "secretKey", "token"],
    conflict: "The application is inactive.",
  }),
  "GET /v1/applications/{id}/grants": reads(
    "listGrants",
    "Get what an application is granted",
    "grants.read",
    { answer: Grants },
  ),
  "PUT /v1/applications/{id}/grants": edits(
    "replaceGrants",
    "Replace what an application is granted, all at once",
    "grants.write",
    { body: ReplaceGrants, answer: Grants },
  ),
};
