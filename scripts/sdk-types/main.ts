import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clientFiles } from "./generate";

for (const [name, text] of Object.entries(clientFiles())) {
  writeFileSync(join("sdk", "src", name), text);
}
