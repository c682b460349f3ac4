import { Command, CommanderError } from "commander";
import type { Check } from "./admin/doctor";
import { checkLines, print, printError, readPassword } from "./admin/output";
import { openEnvironment } from "./environment";

type Json = { json?: boolean };
type Commands = typeof import("./admin/commands");

const json = process.argv.includes("--json");
process.env.LOG_LEVEL ||= "fatal";
process.env.PORTCULLIS_PROCESS = "admin";

/** What reads the configuration is loaded once the environment is complete. */
async function inProduct<T>(work: (commands: Commands) => Promise<T>): Promise<T> {
  const { config, stop } = await openEnvironment({ attach: true });
  try {
    const commands = await import("./admin/commands");
    try {
      await commands.prepare(config);
      return await work(commands);
    } finally {
      await commands.close();
    }
  } finally {
    await stop();
  }
}

async function doctor(): Promise<Check[]> {
  const name = "Configuration";
  let environment: Awaited<ReturnType<typeof openEnvironment>>;
  try {
    environment = await openEnvironment({ attach: true });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [
      { name, ok: false, detail, fix: "Correct it in .env or where the process is started." },
    ];
  }
  const { config, stop } = environment;
  try {
    const { examine } = await import("./admin/doctor");
    return [{ name, ok: true, detail: "is valid" }, ...(await examine(config))];
  } finally {
    const { close } = await import("./admin/commands");
    await close();
    await stop();
  }
}

const program = new Command("npm run admin --")
  .description("Administration of Portcullis without a browser.")
  .exitOverride()
  .configureOutput({ writeErr: (words) => (json ? undefined : process.stderr.write(words)) });

const asJson = ["--json", "print JSON, errors too"] as const;

program
  .command("setup")
  .description("make the first organization and its owner, once, on an empty installation")
  .requiredOption("--organization <name>", "its name, as Acme")
  .requiredOption("--slug <slug>", "its name in addresses, as acme")
  .requiredOption("--email <address>", "the owner's e-mail address")
  .requiredOption("--name <name>", "the owner's name")
  .requiredOption("--password-stdin", "read the owner's password from standard input")
  .option(...asJson)
  .action(async (options) => {
    const password = await readPassword();
    const made = await inProduct((commands) => commands.setup(options, password));
    print(options.json, made, [
      `${options.organization} (${made.slug}) is set up. ${options.email} can sign in.`,
      `Service token with every scope, shown once: ${made.serviceToken}`,
    ]);
  });

program
  .command("token")
  .description("service tokens")
  .command("create")
  .description("make a service token; it is shown once")
  .requiredOption("--organization <slug>", "the organization")
  .requiredOption("--name <name>", "what it is for, as Gateway")
  .requiredOption("--scopes <scopes>", "separated by commas, or all")
  .option("--api <slug>", "bind it to one API")
  .option("--environment <environment>", "bind it to development, staging or production")
  .option("--expires <time>", "when it ends: 2027-01-31T00:00:00Z, or 90d for days from now")
  .option(...asJson)
  .action(async (options) => {
    const made = await inProduct((commands) => commands.createTokenFor(options));
    print(options.json, made, [
      `Service token “${made.token.name}” with ${made.token.scopes.join(", ")}, shown once:`,
      made.serviceToken,
    ]);
  });

program
  .command("member")
  .description("members of an organization")
  .command("add")
  .description("make somebody a member; who has no account gets one")
  .requiredOption("--organization <slug>", "the organization")
  .requiredOption("--email <address>", "their e-mail address")
  .requiredOption("--name <name>", "their name")
  .requiredOption("--role <role>", "owner, admin, developer or auditor")
  .option("--password-stdin", "read the password of a new account from standard input")
  .option(...asJson)
  .action(async (options) => {
    const password = options.passwordStdin ? await readPassword() : undefined;
    const made = await inProduct((commands) => commands.addMemberTo(options, password));
    print(options.json, made, [`${made.name} (${made.email}) is ${made.role} now.`]);
  });

program
  .command("doctor")
  .description("check configuration, database and processes")
  .option(...asJson)
  .action(async (options: Json) => {
    const checks = await doctor();
    const ok = checks.every((check) => check.ok !== false);
    print(options.json, { ok, checks }, checkLines(checks));
    if (!ok) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
  if (process.exitCode !== 0) printError(error, json);
}
