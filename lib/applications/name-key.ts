const lookAlikes: Record<string, string> = Object.fromEntries(
  [
    ["ΑАᎪ", "A"],
    ["ΒВᏴ", "B"],
    ["СϹᏟ", "C"],
    ["ԀᎠ", "D"],
    ["ΕЕᎬ", "E"],
    ["ϜҒ", "F"],
    ["ԌᏀ", "G"],
    ["ΗНᎻҺ", "H"],
    ["ЈᎫͿ", "J"],
    ["ΚКᏦ", "K"],
    ["1I|ΙІӀᏆᎥ∣ǀ", "L"],
    ["ΜМᎷϺ", "M"],
    ["ΝԊ", "N"],
    ["0ΟОՕ", "O"],
    ["ΡРᏢ", "P"],
    ["ԚႳ", "Q"],
    ["ᎡᏒ", "R"],
    ["ЅᏚՏ", "S"],
    ["ΤТᎢ", "T"],
    ["Ս", "U"],
    ["ѴᏙ", "V"],
    ["ԜᎳ", "W"],
    ["ΧХ", "X"],
    ["ΥУҮ", "Y"],
    ["ΖᏃ", "Z"],
  ].flatMap(([from = "", to = ""]) => [...from].map((letter) => [letter, to])),
);

/**
 * A name as it is compared: two names with the same key look alike to a hurried reader. Compatible
 * forms (NFKC), case, marks, invisible characters, look-alike letters, spaces and punctuation are folded.
 */
export function nameKey(name: string): string {
  const upper = name.normalize("NFKC").toUpperCase().normalize("NFKD");
  const plain = upper
    .replace(/[\u0300-\u036f\p{DI}]/gu, "")
    .normalize("NFKC")
    .toUpperCase();
  const letters = [...plain].map((letter) => lookAlikes[letter] ?? letter).join("");
  const words = letters.replace(/[\s\p{P}\p{Z}]+/gu, " ").trim();
  return words || letters;
}
