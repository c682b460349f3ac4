import ipaddr from "ipaddr.js";

const fullV4 = 0xffffffff;

/** The four bytes of a plain IPv4 address as a number, or -1. */
function fourBytes(text: string): number {
  let [value, part, dots] = [0, -1, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      part = part < 0 ? code - 0x30 : part * 10 + code - 0x30;
      if (part > 255) return -1;
    } else if (code === 0x2e && part >= 0 && dots < 3) {
      value = value * 256 + part;
      part = -1;
      dots++;
    } else {
      return -1;
    }
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
}

/** The sixteen bytes of an IPv6 address as four words, or null. */
function fourWords(text: string): number[] | null {
  if (!ipaddr.IPv6.isValid(text)) return null;
  const { parts } = ipaddr.IPv6.parse(text);
  return [0, 2, 4, 6].map((at) => ((parts[at] ?? 0) << 16) | (parts[at + 1] ?? 0));
}

/** The first `bits` of a word. */
const maskOf = (bits: number): number =>
  bits <= 0 ? 0 : bits >= 32 ? fullV4 | 0 : ~(fullV4 >>> bits);

/** Networks made ready to look addresses up in. */
export class Networks {
  /** Word and mask in turn, for each network one pair. */
  readonly #v4: number[] = [];
  /** The same, four pairs each. */
  readonly #v6: number[] = [];

  /** `list`: as `normalNetwork` gives them. */
  constructor(readonly list: readonly string[]) {
    for (const network of list) {
      const slash = network.lastIndexOf("/");
      const [address, bits] = [network.slice(0, slash), Number(network.slice(slash + 1))];
      const v4 = fourBytes(address);
      const words = v4 < 0 ? (fourWords(address) ?? []) : [v4];
      const into = v4 < 0 ? this.#v6 : this.#v4;
      for (const [place, word] of words.entries()) {
        const mask = maskOf(bits - place * 32);
        into.push(word & mask, mask);
      }
    }
  }

  /** Whether the address, as `normalAddress` gives it, lies in one of them. */
  has(address: string): boolean {
    const v4 = fourBytes(address);
    if (v4 >= 0) {
      const pairs = this.#v4;
      for (let at = 0; at < pairs.length; at += 2) {
        if ((v4 & (pairs[at + 1] ?? 0)) === pairs[at]) return true;
      }
      return false;
    }
    return this.#v6.length > 0 && this.#hasWords(fourWords(address));
  }

  #hasWords(words: number[] | null): boolean {
    if (words === null) return false;
    const pairs = this.#v6;
    for (let from = 0; from < pairs.length; from += 8) {
      if (words.every((word, i) => (word & (pairs[from + i * 2 + 1] ?? 0)) === pairs[from + i * 2]))
        return true;
    }
    return false;
  }
}
