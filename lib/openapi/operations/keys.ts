import {
  EditKey,
  EndRotation,
  NoteKey,
  QuarantineKey,
  RevokeKey,
  RotateKey,
} from "@/lib/keys/fields";
import { ListKeys } from "@/lib/keys/list";
import { Key, KeyItem, Revocation, Rotated } from "@/lib/openapi/answers/keys";
import { commands, creates, edits, lists, type Operations, reads } from "@/lib/openapi/operation";

const everywhere = "Answered once every gate refuses the key, or can't answer from memory.";
const noRotation = "No rotation goes on.";

export const keyOperations: Operations = {
  "GET /v1/keys": lists("listKeys", "List keys", "keys.read", { query: ListKeys, item: KeyItem }),
  "GET /v1/keys/{id}": reads("getKey", "Get a key", "keys.read", { answer: KeyItem }),
  "PATCH /v1/keys/{id}": edits("editKey", "Edit a key", "keys.write", {
    body: EditKey,
    answer: Key,
    conflict: "The key is over, and more is to be changed than its name or tags.",
  }),
  "POST /v1/keys/{id}/revoke": commands("revokeKey", "Revoke a key, for good", "keys.write", {
    description: everywhere,
    body: RevokeKey,
    answer: Revocation,
  }),
  "POST /v1/keys/{id}/disable": commands("disableKey", "Disable a key", "keys.write", {
    description: `It can be enabled again. ${everywhere}`,
    body: NoteKey,
    answer: Revocation,
    conflict: "The key is over, or quarantined.",
  }),
  "POST /v1/keys/{id}/enable": commands(
    "enableKey",
    "Enable a key that is disabled or quarantined",
    "keys.write",
    { body: NoteKey, answer: Revocation, conflict: "The key is over." },
  ),
  "POST /v1/keys/{id}/quarantine": commands("quarantineKey", "Quarantine a key", "keys.write", {
    description: `On evidence against it, which is to be told; it can be enabled again. ${everywhere}`,
    body: QuarantineKey,
    answer: Revocation,
    conflict: "The key is over.",
  }),
  "POST /v1/keys/{id}/rotate": creates("rotateKey", "Replace a key by a new one", "keys.write", {
    description:
      "The new key may what the old one may. This answer alone carries its secret or its token.",
    body: RotateKey,
    bodyOptional: true,
    answer: Rotated,
    located: true,
    secrets: ["apiKey", "secretKey", "token"],
    conflict: "The key is not active, or is being replaced already.",
  }),
  "POST /v1/keys/{id}/end-rotation": commands(
    "endRotation",
    "End a rotation: revoke the old key now",
    "keys.write",
    {
      description: `The id is that of the old or of the new key; the answer is about the old one. ${everywhere}`,
      body: EndRotation,
      answer: Revocation,
      conflict: noRotation,
    },
  ),
  "POST /v1/keys/{id}/undo-rotation": commands(
    "undoRotation",
    "Undo a rotation: revoke the new key, which was never used",
    "keys.write",
    {
      description: `The id is that of the old or of the new key; the answer is about the old one.`,
      body: EndRotation,
      answer: Revocation,
      conflict: `${noRotation} Or the new key was used.`,
    },
  ),
};
