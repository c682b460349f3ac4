import { z } from "zod";
import { normalNetwork } from "@/lib/keys/networks";
import { normalOrigin } from "@/lib/keys/origins";
import { Networks } from "./networks";
import type { Terms, TokenTerms } from "./verdict";

const network = z.string().refine((text) => normalNetwork(text) === text);
const origin = z.string().refine((text) => normalOrigin(text) === text);

/** The columns of a key that most leave empty, made ready to be judged by; null where all are. */
export const TermColumns = z
  .object({
    notBefore: z.date().nullable(),
    retiresAt: z.date().nullable(),
    allowedNetworks: z.array(network).nullable(),
    allowedOrigins: z.array(origin).nullable(),
  })
  .transform(({ notBefore, retiresAt, allowedNetworks, allowedOrigins }): Terms | null => {
    const terms = {
      notBefore: notBefore?.getTime() ?? null,
      retiresAt: retiresAt?.getTime() ?? null,
      networks: allowedNetworks && new Networks(allowedNetworks),
      origins: allowedOrigins,
      token: null,
    };
    return Object.values(terms).every((term) => term === null) ? null : terms;
  });

const noTerms: Terms = {
  notBefore: null,
  retiresAt: null,
  networks: null,
  origins: null,
  token: null,
};

/** The terms of a JWT key. */
export const withToken = (terms: Terms | null, token: TokenTerms): Terms => ({
  ...(terms ?? noTerms),
  token,
});
