/** Folded (see `fold`): what people put into passwords that must be long. */
const common = `
  administrator password passwort passphrase motdepasse contrasena qwertyuiop qwertzuiop azertyuiop
  qwerty qwertz azerty asdfghjkl asdfgh yxcvbnm zxcvbnm zxcvbn letmein iloveyou welcome wilkommen
  changeme changeit default secret access account company login admin master superuser manager
  dragon monkey football baseball basketball sunshine princess superman batman starwars pokemon
  shadow michael jennifer jordan hunter charlie freedom whatever trustnoone hello summer winter
  spring autumn january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday portcullis internet computer server
  temporary example testing test user guest root demo love this that the and for you
  correct horse battery staple tobeornottobe
`
  .trim()
  .split(/\s+/);

const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "!@#$%^&*()",
];

const lookAlikes: Record<string, string> = {
  "0": "o",
  "1": "i",
  "!": "i",
  "3": "e",
  "4": "a",
  "@": "a",
  "5": "s",
  $: "s",
  "7": "t",
};

const fold = (text: string) =>
  [...text.normalize("NFKC").toLowerCase()]
    .map((c) => lookAlikes[c] ?? c)
    .join("")
    .replace(/[\s\-_.,;:]/gu, "");

const reversed = (text: string) => [...text].reverse().join("");

function isRepeated(text: string): boolean {
  for (let unit = 1; unit <= text.length / 2; unit++) {
    if (text.slice(unit) === text.slice(0, -unit)) return true;
  }
  return false;
}

/** `text` without the runs of three and more that stand next to each other in a row of keys. */
function withoutRuns(text: string): string {
  let rest = text;
  for (const row of rows.flatMap((r) => [r, reversed(r)])) {
    for (let length = row.length; length >= 3; length--) {
      for (let start = 0; start + length <= row.length; start++) {
        rest = rest.replaceAll(row.slice(start, start + length), " ");
      }
    }
  }
  return rest;
}

/**
 * Whether a password is among those tried first (NIST SP 800-63B §3.1.1.2): repetitions, runs of
 * keys, common words or `known` words about the person, with little else.
 */
export function isGuessable(password: string, known: readonly string[]): boolean {
  const plain = password.normalize("NFKC").toLowerCase();
  if (new Set(plain).size < 6 || isRepeated(plain) || isRepeated(fold(password))) return true;
  const words = [...common, ...known.flatMap((k) => [k, ...k.split(/[^\p{L}\p{N}]+/u)]).map(fold)]
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length);
  let rest = fold(withoutRuns(plain));
  for (const word of words) rest = rest.replaceAll(word, "");
  return new Set(rest.replace(/\p{N}/gu, "")).size < 5;
}
