import type { Credential } from "./operation";
import type { Json } from "./schemas";

const bearer = (description: string) => ({ type: "http", scheme: "bearer", description });

export const credentialSchemes: Json = {
  serviceToken: bearer(
    "A service token, pcs_…, with the scope that the operation names. A key is never one.",
  ),
  key: bearer("A key itself, such as pcl_live_…. A service token is never one."),
  clientPassword: {
    type: "http",
    scheme: "basic",
    description: "Any user name, and a service token as the password.",
  },
  gatewayToken: {
    type: "apiKey",
    in: "header",
    name: "X-Portcullis-Token",
    description: "The gateway's own service token, with the scope keys.verify.",
  },
};

/** OpenAPI 3.1 §4.8.30: any one of these will do. */
export function securityOf(credential: Credential): Json[] {
  switch (credential) {
    case "key":
      return [{ key: [] }];
    case "gateway":
      return [{ gatewayToken: ["keys.verify"] }];
    case "public":
      return [];
    case "client":
      return [{ serviceToken: [] }, { clientPassword: [] }];
    default:
      return [{ serviceToken: [credential] }];
  }
}
