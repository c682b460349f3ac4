import { closeDatabase } from "@/db/client";
import { organization } from "./demo/people";
import { seedDemo } from "./demo/seed";

try {
  const { signIns } = await seedDemo();
  console.log(`${organization.organization}, a demo organization. Sign in as`);
  for (const { role, email, password } of signIns) {
    console.log(`  ${role.padEnd(10)} ${email.padEnd(26)} ${password}`);
  }
} finally {
  await closeDatabase(2);
}
