"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Input, type InputProps } from "@/components/ui/input";

export function PasswordInput(props: Omit<InputProps, "type">) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input
        {...props}
        type={shown ? "text" : "password"}
        spellCheck={false}
        autoCapitalize="none"
        className="pr-11"
      />
      <IconButton
        size="sm"
        label={shown ? "Hide password" : "Show password"}
        icon={shown ? <EyeOff /> : <Eye />}
        onClick={() => setShown(!shown)}
        aria-pressed={shown}
        className="absolute inset-y-0 right-1 my-auto"
      />
    </div>
  );
}
