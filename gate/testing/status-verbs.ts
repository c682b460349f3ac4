import { expect } from "vitest";
import { deleteApplication } from "@/lib/applications/delete";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { createApi } from "@/lib/catalog/create-api";
import { deleteApi } from "@/lib/catalog/delete-api";
import { deletePermission } from "@/lib/catalog/delete-permission";
import { editApi } from "@/lib/catalog/edit-api";
import { replaceGrants } from "@/lib/grants/replace";
import { advanceRotations } from "@/lib/keys/advance-rotations";
import { editKey } from "@/lib/keys/edit";
import { expireKeys } from "@/lib/keys/expire";
import { revokeKey } from "@/lib/keys/revoke";
import { rotateKey } from "@/lib/keys/rotate";
import { disableKey, enableKey, quarantineKey } from "@/lib/keys/set-status";
import { changeRole } from "@/lib/members/change-role";
import { removeMember } from "@/lib/members/remove";
import { setPolicies } from "@/lib/policies/set";
import type { mintJwtWorld } from "@/lib/testing/jwt";
import { alterKey } from "@/lib/testing/policies";
import type { Listening } from "./listener";

export const listed = { valid: 0, revoked: 1, suspended: 2 } as const;
export type Told = keyof typeof listed;

export type World = Awaited<ReturnType<typeof mintJwtWorld>>;
export type Doors = { address: string; world: World; listening: Listening };
export type Made = { key: { id: `key_${string}` }; token: string };

type Step = (doors: Doors, made: Made) => Promise<unknown>;
/** What must be published of a key after each verb that concerns it, for tests. */
export const verbs: [string, [Step, Told][]][] = [
  [
    "revoke",
    [[({ world }, { key }) => revokeKey(world.organization.owner, key.id, {}), "revoked"]],
  ],
  [
    "disable and enable",
    [
      [({ world }, { key }) => disableKey(world.organization.owner, key.id), "suspended"],
      [({ world }, { key }) => enableKey(world.organization.owner, key.id), "valid"],
    ],
  ],
  [
    "quarantine, enable, quarantine, revoke",
    [
      [
        ({ world }, { key }) => quarantineKey(world.organization.owner, key.id, { note: "seen" }),
        "suspended",
      ],
      [({ world }, { key }) => enableKey(world.organization.owner, key.id), "valid"],
      [
        ({ world }, { key }) => quarantineKey(world.organization.owner, key.id, { note: "seen" }),
        "suspended",
      ],
      [({ world }, { key }) => revokeKey(world.organization.owner, key.id, {}), "revoked"],
    ],
  ],
  [
    "rotate at once",
    [
      [
        ({ world }, { key }) => rotateKey(world.organization.owner, key.id, { overlap: "0s" }),
        "revoked",
      ],
    ],
  ],
  [
    "rotate, and the end of the overlap before any job has seen it",
    [
      [
        async ({ world, listening }, { key }) => {
          const { organization } = world;
          const soon = new Date(Date.now() + 700);
          await alterKey(organization, key.id, { retiresAt: soon });
          // As the verb would: the gate hears that something of the key is another.
          await editKey(organization.owner, key.id, { name: "retiring" });
          expect(listening.status(key.id)).toBe("valid");
        },
        "revoked",
      ],
    ],
  ],
  [
    "rotate, and the job that ends the overlap",
    [
      [
        async ({ world }, { key }) => {
          await rotateKey(world.organization.owner, key.id, { overlap: "1h" });
          await alterKey(world.organization, key.id, { retiresAt: new Date(Date.now() - 1000) });
          await advanceRotations();
        },
        "revoked",
      ],
    ],
  ],
  [
    "expire",
    [
      [
        async ({ world }, { key }) => {
          await alterKey(world.organization, key.id, { expiresAt: new Date(Date.now() - 1000) });
          await expireKeys();
        },
        "revoked",
      ],
    ],
  ],
  [
    "deactivate, activate and delete the application",
    [
      [
        ({ world }) => deactivateApplication(world.organization.owner, world.applicationId),
        "suspended",
      ],
      [({ world }) => activateApplication(world.organization.owner, world.applicationId), "valid"],
      [({ world }) => deleteApplication(world.organization.owner, world.applicationId), "revoked"],
    ],
  ],
  [
    "narrow the grants and widen them again",
    [
      [({ world }) => world.grant([{ api: "orders", endpoint: "GET /orders" }]), "suspended"],
      [({ world }) => world.grant([{ api: "orders", permission: "orders:read" }]), "valid"],
      [({ world }) => world.grant([]), "suspended"],
    ],
  ],
  [
    "narrow the key's own permissions and widen them again",
    [
      [
        ({ world }, { key }) => editKey(world.organization.owner, key.id, { permissions: [] }),
        "suspended",
      ],
      [
        ({ world }, { key }) => editKey(world.organization.owner, key.id, { permissions: null }),
        "valid",
      ],
    ],
  ],
  [
    "a ceiling lowered and raised",
    [
      [
        async ({ world: { organization: o, applicationId, grant, api } }) => {
          // What an owner grants is approved, and goes beyond a ceiling.
          await grant([]);
          const grants = [{ api: api.slug, permission: "orders:read" }];
          await replaceGrants(o.developer, applicationId, { grants });
          await setPolicies(o.owner, { ceilings: { developer: { production: "none" } } });
        },
        "suspended",
      ],
      [
        ({ world }) =>
          setPolicies(world.organization.owner, { ceilings: { developer: { production: "all" } } }),
        "valid",
      ],
    ],
  ],
  [
    "a role that may less, and more again",
    [
      [
        ({ world: { organization: o } }) =>
          changeRole(o.owner, o.developer.id, { role: "auditor" }),
        "suspended",
      ],
      [
        ({ world: { organization: o } }) =>
          changeRole(o.owner, o.developer.id, { role: "developer" }),
        "valid",
      ],
    ],
  ],
  [
    "an owner who is removed",
    [
      [
        ({ world: { organization: o } }) =>
          removeMember(o.owner, o.developer.id, { keys: "quarantine", applicationsTo: o.owner.id }),
        "suspended",
      ],
    ],
  ],
  [
    "a permission that is deleted",
    [
      [
        ({ world: { organization: o, api } }) =>
          deletePermission(o.owner, api.id, api.permissions.read, { removeGrants: true }),
        "suspended",
      ],
    ],
  ],
  [
    "an API that is deleted",
    [
      [
        ({ world: { organization: o, api } }) => deleteApi(o.owner, api.id, { removeGrants: true }),
        "suspended",
      ],
    ],
  ],
  [
    "an API that is renamed, and another that takes its former slug",
    [
      [
        ({ world: { organization: o, api } }) => editApi(o.owner, api.id, { slug: "purchases" }),
        "valid",
      ],
      [
        ({ world: { organization: o } }) =>
          createApi(o.owner, { name: "New", slug: "orders", baseUrl: "https://new.example" }),
        "suspended",
      ],
    ],
  ],
];
