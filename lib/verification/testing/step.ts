import type { Actor } from "@/lib/access/actor";
import type { Who } from "./facts";
import type { Walk } from "./walk";

/** A change: in words, whether the model allows it, and how the product makes it. */
export type Step = { words: string; may: boolean; make: () => Promise<unknown> };

/** Null: there is nothing just now that could be changed so. */
export type Kind = (walk: Walk, who: Who, actor: Actor) => Step | null;
