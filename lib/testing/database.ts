export { testDatabase } from "@/db/testing/database";
