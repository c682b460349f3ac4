"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { RadioGroup } from "@/components/ui/radio-group";

const themes = [
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
  { value: "system", label: "System", icon: <Monitor aria-hidden /> },
];

const never = () => () => {};

export function ThemeChoice() {
  const { theme = "system", setTheme } = useTheme();
  const known = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <RadioGroup
      label="In this browser"
      layout="cards"
      options={themes}
      value={known ? theme : ""}
      onValueChange={setTheme}
    />
  );
}
