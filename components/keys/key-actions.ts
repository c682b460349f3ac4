import type { FormResult } from "@/lib/form";
import type { ChangedKeys } from "@/lib/keys/change";
import type { RotatedKey } from "@/lib/keys/rotate";
import type { KeyListItem, KeySummary, RevokedKey } from "@/lib/keys/summary";
import type { KeyTraffic } from "@/lib/usage/key-traffic";
import type { KeySetting } from "./key-setting";

/** What is asked anew when a dialog about a key opens. */
export type KeyLook = {
  setting: KeySetting;
  /** Of the last hour. */
  traffic: KeyTraffic;
  /** From where it was used in the last hour. */
  networks: string[];
};

type Change = (id: string, input: unknown) => Promise<FormResult<RevokedKey>>;

/** What people do to keys; the server says no where they may not. */
export type KeyActions = {
  look: (id: string) => Promise<FormResult<KeyLook>>;
  traffic: (ids: string[]) => Promise<FormResult<KeyTraffic>>;
  edit: (id: string, revision: number, input: unknown) => Promise<FormResult<KeySummary>>;
  rotate: (id: string, input: unknown) => Promise<FormResult<RotatedKey>>;
  endRotation: Change;
  undoRotation: Change;
  revoke: Change;
  disable: Change;
  enable: Change;
  quarantine: Change;
  change: (input: unknown) => Promise<FormResult<ChangedKeys>>;
};

/** What the viewer may do to a key; its state decides what of it makes sense. */
export type KeyRights = {
  edit: boolean;
  /** Whether it is theirs, or they may rotate anybody's. */
  rotate: boolean;
  revoke: boolean;
  disable: boolean;
  /** Whether they may, as it was stopped by whom it was. */
  enable: boolean;
  quarantine: boolean;
};

/** A key with what a list says and offers of it. */
export type ManagedKey = KeyListItem & { may: KeyRights };
