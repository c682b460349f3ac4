"use client";

import { Keyboard, LogOut, MonitorX, UserRound } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Menu } from "@/components/ui/menu";

export type ProfileMenuProps = {
  user: { name: string; email: string };
  profileHref: string;
  signOut: () => Promise<void>;
  signOutEverywhere: () => Promise<void>;
};

export function ProfileMenu({
  user,
  profileHref,
  signOut,
  signOutEverywhere,
  onShortcuts,
}: ProfileMenuProps & { onShortcuts: () => void }) {
  const [asking, setAsking] = useState(false);
  const [pending, start] = useTransition();
  return (
    <>
      <Menu
        label="Profile"
        trigger={
          <Button variant="quiet" pending={pending} aria-label="Profile" className="px-1.5">
            {!pending && (
              <span
                aria-hidden
                className="flex size-7 items-center justify-center rounded-full bg-accent-soft font-medium text-accent text-xs"
              >
                {initials(user.name)}
              </span>
            )}
          </Button>
        }
        items={[
          {
            heading: (
              <>
                <span className="block truncate font-medium text-base text-text">{user.name}</span>
                <span className="block truncate">{user.email}</span>
              </>
            ),
          },
          { separator: true },
          { label: "Profile", icon: <UserRound />, href: profileHref },
          { label: "Keyboard shortcuts", icon: <Keyboard />, hint: "?", onSelect: onShortcuts },
          { separator: true },
          { label: "Sign out", icon: <LogOut />, onSelect: () => start(signOut) },
          {
            label: "Sign out everywhere",
            icon: <MonitorX />,
            onSelect: () => setAsking(true),
          },
        ]}
      />
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        consequence="Every browser where you are signed in, this one too, asks for your password again at its next request. Keys and service tokens keep working."
        confirmLabel="Sign out everywhere"
        tone="primary"
        onConfirm={signOutEverywhere}
      />
    </>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [words[0], last]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
