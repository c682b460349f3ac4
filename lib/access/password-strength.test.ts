import { describe, expect, it } from "vitest";
import { isGuessable } from "./password-strength";

const known = ["Olive Owner", "olive@acme.test", "Acme Corporation"];

describe("isGuessable", () => {
  it.each([
    "aaaaaaaaaaaaaaa",
    "passwordpassword",
    "Passw0rdPassw0rd!",
    "password123456789",
    "P@ssw0rd P@ssw0rd 1",
    "123456789012345",
    "abcdefghijklmnop",
    "qwertyuiopasdfgh",
    "zxcvbnmasdfghjkl1",
    "correcthorsebatterystaple",
    "Correct-Horse-Battery-Staple",
    "iloveyouiloveyou",
    "abcabcabcabcabc",
    "portcullis2026!!",
    "OliveOwnerOlive1",
    "acme-corporation-2026",
    "olive@acme.test1",
    "!@#$%^&*()!@#$%",
  ])("refuses %s", (password) => expect(isGuessable(password, known)).toBe(true));

  it.each([
    "lantern under purple bridge",
    "k8#vTq2!mZr5&pLw",
    "wir essen heute Kürbissuppe",
    "морковь на зелёной крыше",
    "🦊🐢🌵🚲🧲🪁🦊🌋🐙🍋🧊🛶🎻🪵🐝",
    "a tall olive tree in Lisbon",
  ])("accepts %s", (password) => expect(isGuessable(password, known)).toBe(false));
});
