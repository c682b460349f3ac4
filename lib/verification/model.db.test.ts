import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { isUnavailable } from "@/db/errors";
import { testDatabase } from "@/db/testing/database";
import { AppError } from "@/lib/errors";
import { type Counted, stroll } from "./testing/compare";
import { testGates } from "./testing/gate";
import { Walk } from "./testing/walk";

testDatabase();

const { MODEL_STEPS } = process.env;
/** A few thousand, or what 15 seconds allow; as many as are asked for, however long it takes. */
const steps = Number(MODEL_STEPS ?? 3_000);
const leastSteps = Number(MODEL_STEPS ?? 300);
const usualMs = 15_000;
const seed = Number(process.env.MODEL_SEED ?? randomInt(2 ** 31));
/** At once, each in an organization of its own. */
const walks = 6;

const startGate = testGates(() => {
  throw new Error("every walk asks by its own service tokens");
});

test("whatever is changed at random: who may, and each verdict, is as the model says", async () => {
  const gate = await startGate();
  const began = performance.now();
  const counted: Counted = { steps: 0, refused: 0, asked: 0, valid: 0 };
  let begun = 0;
  let failed: unknown = null;
  const isLong = () => counted.steps >= leastSteps && performance.now() - began > usualMs;
  const isOver = () => failed !== null || counted.steps >= steps || isLong();

  async function wander(): Promise<void> {
    while (!isOver()) {
      const own = seed + begun++;
      const history: string[] = [];
      try {
        await stroll(await Walk.begin(own, history), gate.source, isOver, counted);
      } catch (error) {
        // On a machine that is busy otherwise. Whether the last change was made, nobody knows.
        if (isLate(error) && begun < walks + steps / 100) continue;
        const last = history.slice(-25).map((words) => `  ${words}`);
        const where = `MODEL_SEED=${own}, step ${history.length}`;
        failed ??= new Error([where, String(error), ...last].join("\n"));
      }
    }
  }

  await Promise.all(Array.from({ length: walks }, wander));
  if (failed) throw failed;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `model: ${counted.steps} steps (${counted.refused} refused) in ${begun} walks, ${counted.asked} verdicts (${counted.valid} valid), no divergence, ${seconds} s`,
  );
  expect(counted.refused).toBeGreaterThan(counted.steps / 10);
  expect(counted.valid).toBeGreaterThan(counted.asked / 25);
  expect(gate.memory.looks.found).toBeGreaterThan(gate.memory.looks.missed);
}, 3_600_000);

const isLate = (error: unknown) =>
  isUnavailable(error) || (error instanceof AppError && error.status === 503);
