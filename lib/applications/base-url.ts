import { z } from "zod";
import { parseBaseUrl } from "./parse-base-url";

/** `https`, or `http` on this machine; no credentials, no fragment. Normalised as by a browser. */
export const baseUrlField = () =>
  z
    .string("Enter an address such as https://crm.example.")
    .transform((text, context) => {
      const result = parseBaseUrl(text);
      if ("url" in result) return result.url;
      context.addIssue({ code: "custom", message: result.problem });
      return z.NEVER;
    })
    .meta({ format: "uri", maxLength: 2000 });
