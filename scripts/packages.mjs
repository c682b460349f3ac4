import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run, step } from "./prepare.mjs";

/** Where a program of the system is, or null. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

/** Installs packages of Debian, where that may be done: as root. Starts none of their services. */
export async function installPackages(words, names) {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return false;
  await step(words, async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
    const apt = (...args) =>
      run("flock", ["/tmp/portcullis-apt.lock", "apt-get", ...args], { env });
    await apt("update", "-q");
    await apt("install", "-qy", "--no-install-recommends", ...names);
  });
  return true;
}

/** A program that a test needs; on Debian as root it is installed where it is missing. */
export async function ensureProgram(name, packageName = name) {
  const found = findProgram(name);
  if (found) return found;
  await installPackages(`Installing ${packageName}`, [packageName]);
  const installed = findProgram(name);
  if (installed) return installed;
  throw new Error(`This test needs ${name}. Install your system's package ${packageName}.`);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
