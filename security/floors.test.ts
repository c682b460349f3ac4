import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import floors from "./floors.json";

type Lock = {
  packages: Record<string, { version?: string; dependencies?: Record<string, string> }>;
};

function belowFloor({ packages }: Lock): string[] {
  const direct = packages[""]?.dependencies ?? {};
  return Object.entries(packages).flatMap(([path, { version = "0.0.0" }]) => {
    const name = path.split("node_modules/").at(-1) ?? "";
    const own = path === `node_modules/${name}` && name in direct;
    const floor = { ...floors.everywhere, ...(own ? floors.direct : {}) }[name];
    return floor && isOlder(version, floor) ? [`${path} ${version}, at least ${floor}`] : [];
  });
}

function isOlder(version: string, floor: string): boolean {
  const [numbers = "", early] = version.split("-", 2);
  const order = numbers.localeCompare(floor, "en", { numeric: true });
  return order < 0 || (order === 0 && early !== undefined);
}

test("nothing in the lock is older than its floor", () => {
  expect(belowFloor(JSON.parse(readFileSync("package-lock.json", "utf8")))).toEqual([]);
});

test("what is older is found, also deep in the tree", () => {
  const lock = {
    packages: {
      "": { dependencies: { jose: "5.9.0", next: "16.3.10" } },
      "node_modules/jose": { version: "5.9.0" },
      "node_modules/next": { version: "16.3.10" },
      "node_modules/a/node_modules/next": { version: "9.9.9" },
      "node_modules/a/node_modules/jose": { version: "4.15.9" },
      "node_modules/react": { version: "19.2.6-rc.1" },
    },
  };
  expect(belowFloor(lock)).toEqual([
    "node_modules/jose 5.9.0, at least 6.0.0",
    "node_modules/a/node_modules/next 9.9.9, at least 16.3.3",
    "node_modules/react 19.2.6-rc.1, at least 19.2.6",
  ]);
});
