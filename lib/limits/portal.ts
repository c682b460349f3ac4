import { charge } from "@/db/limits";
import { unavailable, withinDeadline } from "@/lib/verification/deadline";
import type { Limiter } from "@/lib/verification/services";
import { allowed, refused } from "./answer";
import { gaugesOf } from "./gauge";
import { usedOfQuota } from "./used";

/** Takes exactly what each request needs from the table that the gates share, and holds nothing. */
export const portalLimiter: Limiter = {
  async take(organizationId, keyId, limits, cost, now) {
    const gauges = gaugesOf(limits, now);
    const ask = async (used: number | null) => {
      const charges = gauges.map(({ slot, cap, rate, ends, unit }) => {
        const floor = rate === 0 ? used : 0;
        return { slot, cap, rate, ends, floor, owe: 0, need: cost * unit, want: 0, ahead: 0 };
      });
      const { charged } = await withinDeadline(charge(null, [{ organizationId, keyId, charges }]));
      return charged[0];
    };
    const charged =
      (await ask(null)) ?? (await ask(await usedOfQuota(organizationId, keyId, gauges)));
    if (!charged) throw unavailable();
    const readings = gauges.map((gauge, i) => ({ gauge, spent: charged[i]?.debt ?? 0 }));
    return charged.every(({ fits }) => fits)
      ? allowed(readings, now)
      : refused(readings, cost, now);
  },
};
