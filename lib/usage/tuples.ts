import type { Verified } from "@/lib/verification/services";

type Dimensions = Pick<
  Verified,
  "organizationId" | "applicationId" | "keyId" | "apiId" | "environment" | "code"
>;

/** What is counted apart from everything else, and what the present turn has counted of it. */
export type Tuple = Dimensions & {
  count: number;
  cost: number;
  network: string | null;
  /** Where it was last written: the segment, its number there, and the network it bore. */
  segment: number;
  index: number;
  written: string | null;
};

/** The tuples seen, found again without making a text of their parts. Forgets all of `most`. */
export class Tuples {
  #byKey = new Map<string, Tuple[]>();
  #size = 0;

  constructor(private readonly most = 50_000) {}

  of(verified: Verified): Tuple {
    const by = verified.keyId ?? verified.organizationId;
    const alike = this.#byKey.get(by);
    if (alike) {
      for (const tuple of alike) if (isOf(tuple, verified)) return tuple;
    }
    const tuple = made(verified);
    if (++this.#size > this.most) {
      this.#byKey = new Map();
      this.#size = 1;
    }
    const known = this.#byKey.get(by);
    if (known) known.push(tuple);
    else this.#byKey.set(by, [tuple]);
    return tuple;
  }
}

const isOf = (tuple: Tuple, verified: Verified) =>
  tuple.code === verified.code &&
  tuple.apiId === verified.apiId &&
  tuple.keyId === verified.keyId &&
  tuple.organizationId === verified.organizationId &&
  tuple.applicationId === verified.applicationId &&
  tuple.environment === verified.environment;

function made(verified: Verified): Tuple {
  const { organizationId, applicationId, keyId, apiId, environment, code } = verified;
  return {
    organizationId,
    applicationId,
    keyId,
    apiId,
    environment,
    code,
    count: 0,
    cost: 0,
    network: null,
    segment: 0,
    index: 0,
    written: null,
  };
}
