import { z } from "zod";
import type { Actor } from "./access/actor";
import { invalid } from "./errors";
import { isId, type MemberId } from "./ids";

export const orderField = () => z.enum(["asc", "desc"], "One of asc, desc.").optional();

/** A member's id, or `me`. */
export const ownerField = () =>
  z
    .custom<MemberId | "me">(
      (value) => value === "me" || isId("mem", value),
      "An id beginning with mem_, or me.",
    )
    .meta({ type: "string" })
    .optional();

/** The member meant by `ownerField`. Throws 422 where `me` is no member. */
export function ownerOf(actor: Actor, owner: MemberId | "me"): MemberId {
  if (owner !== "me") return owner;
  if (actor.kind !== "member") throw invalid("owner", "Only a member may say me. Give an id.");
  return actor.id;
}
