import { setTimeout as sleep } from "node:timers/promises";
import { asSuperuser } from "@/db/testing/superuser";
import type { GateProcess, Mutation } from "./gate-process";

export type Fault = {
  name: string;
  /** Does it to the gate and undoes it; resolves when it is over. `turn` counts its rounds. */
  inflict(gate: GateProcess, turn: number): Promise<void>;
  /** What the gate must lack for this fault to show: the proof that the drill has teeth. */
  mutation: Mutation;
};

const hour = 3_600_000;

const withoutLease: Mutation = {
  file: "lib/verification/lease.ts",
  from: "return this.overdue() < 0;",
  to: "return true;",
};

/** What the drill does to gates. `superuserUrl` reaches their database around the proxies. */
export const faultsOn = (superuserUrl: string): Fault[] => [
  {
    name: "frozen",
    mutation: withoutLease,
    async inflict(gate, turn) {
      gate.signal("SIGSTOP");
      await sleep(1_400 + 400 * (turn % 3));
      gate.signal("SIGCONT");
    },
  },
  {
    name: "deaf",
    mutation: {
      file: "lib/verification/follower.ts",
      from: "pause = retryMs;",
      to: "pause = retryMs; this.lease.renewed(this.lease.now());",
    },
    async inflict(gate) {
      gate.proxy.delay(40);
      for (const end = Date.now() + 2_000; Date.now() < end; await sleep(25 + Math.random() * 50)) {
        await asSuperuser(
          superuserUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = 'portcullis-gate-feed'
             and client_port in (${[0, ...gate.proxy.ports()].join()})`,
        );
      }
      gate.proxy.heal();
    },
  },
  {
    name: "cut off",
    mutation: {
      file: "lib/verification/follower.ts",
      from: "this.lease.renewed(from);",
      to: "this.lease.renewed(this.lease.now());",
    },
    async inflict({ proxy }, turn) {
      proxy.delay(500);
      await sleep(200 + 50 * (turn % 3));
      proxy.stallRequests();
      await sleep(800);
      proxy.stall();
      await sleep(1_200);
      if (turn % 2 === 1) proxy.drop();
      proxy.heal();
    },
  },
  {
    name: "clock moved",
    mutation: {
      file: "lib/verification/lease.ts",
      from: "monotonic: () => performance.now(),",
      to: "monotonic: () => Date.now() - performance.timeOrigin,",
    },
    async inflict(gate, turn) {
      gate.proxy.stall();
      gate.moveClock(turn % 2 === 0 ? -hour : hour);
      await sleep(3_000);
      gate.proxy.heal();
      await sleep(300);
      gate.moveClock(0);
    },
  },
  {
    name: "blocked",
    mutation: withoutLease,
    async inflict(gate) {
      gate.block(5_000);
      await sleep(5_000);
    },
  },
];
