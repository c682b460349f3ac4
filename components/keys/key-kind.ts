import type { KeyKind } from "@/lib/keys/summary";

export const kindLabels: Record<KeyKind, string> = { secret: "Secret key", jwt: "JWT key" };
