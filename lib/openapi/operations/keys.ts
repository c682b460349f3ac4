import { EditKey, RevokeKey } from "@/lib/keys/fields";
import { ListKeys } from "@/lib/keys/list";
import { Key, KeyItem, Revocation } from "@/lib/openapi/answers/keys";
import { commands, edits, lists, type Operations, reads } from "@/lib/openapi/operation";

export const keyOperations: Operations = {
  "GET /v1/keys": lists("listKeys", "List keys", "keys.read", { query: ListKeys, item: KeyItem }),
  "GET /v1/keys/{id}": reads("getKey", "Get a key", "keys.read", { answer: KeyItem }),
  "PATCH /v1/keys/{id}": edits("editKey", "Edit a key", "keys.write", {
    body: EditKey,
    answer: Key,
  }),
  "POST /v1/keys/{id}/revoke": commands("revokeKey", "Revoke a key, for good", "keys.write", {
    description: "Answered once every gate refuses the key, or can't answer from memory.",
    body: RevokeKey,
    answer: Revocation,
  }),
};
