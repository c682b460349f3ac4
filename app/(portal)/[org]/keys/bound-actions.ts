import type { KeyActions } from "@/components/keys/key-actions";
import {
  changeKeysAction,
  disableKeyAction,
  editKeyAction,
  enableKeyAction,
  endRotationAction,
  keyLookAction,
  keyTrafficAction,
  quarantineKeyAction,
  revokeAction,
  rotateKeyAction,
  undoRotationAction,
} from "./actions";

export const keyActions = (org: string): KeyActions => ({
  look: keyLookAction.bind(null, org),
  traffic: keyTrafficAction.bind(null, org),
  edit: editKeyAction.bind(null, org),
  rotate: rotateKeyAction.bind(null, org),
  endRotation: endRotationAction.bind(null, org),
  undoRotation: undoRotationAction.bind(null, org),
  revoke: revokeAction.bind(null, org),
  disable: disableKeyAction.bind(null, org),
  enable: enableKeyAction.bind(null, org),
  quarantine: quarantineKeyAction.bind(null, org),
  change: changeKeysAction.bind(null, org),
});
