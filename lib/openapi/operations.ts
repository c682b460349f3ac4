import type { Operations } from "./operation";
import { applicationOperations } from "./operations/applications";
import { catalogOperations } from "./operations/catalog";
import { keyOperations } from "./operations/keys";
import { memberOperations } from "./operations/members";
import { organizationOperations } from "./operations/organization";
import { policyOperations } from "./operations/policies";
import { publishedOperations } from "./operations/published";
import { statusOperations } from "./operations/statuses";
import { usageOperations } from "./operations/usage";
import { verificationOperations } from "./operations/verification";

/** Everything that the API takes, by what the description groups it under. */
export const operationsByTag: Record<string, Operations> = {
  Verification: verificationOperations,
  Applications: applicationOperations,
  Keys: keyOperations,
  Catalogue: catalogOperations,
  Members: memberOperations,
  Policies: policyOperations,
  Usage: usageOperations,
  Organization: organizationOperations,
  Published: { ...publishedOperations, ...statusOperations },
};

export const operations: Operations = Object.assign({}, ...Object.values(operationsByTag));
