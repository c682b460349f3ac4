const longest = 2000;
const local = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The address as it is kept, or words about what is wrong with it. */
export function parseBaseUrl(text: string): { url: string } | { problem: string } {
  if (text === "") return { problem: "Enter an address such as https://crm.example." };
  if (text.length > longest) return { problem: `At most ${longest} characters.` };
  if (/[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(text)) {
    return { problem: "No spaces, control or invisible characters." };
  }
  if (!/^https?:\/\/[^/]/i.test(text) || text.includes("\\")) {
    return { problem: "Begin with https:// and a host, such as https://crm.example." };
  }
  if (text.includes("#")) return { problem: "Leave out the part from # on." };
  if (/^[^/]*\/\/[^/?]*@/.test(text)) return { problem: "Leave out the user name and password." };
  if (!URL.canParse(text)) return { problem: "Not an address. Check the host and the port." };
  const url = new URL(text);
  if (url.protocol === "http:" && !local.has(url.hostname)) {
    return { problem: "Use https. Only localhost may be reached by http." };
  }
  const kept = url.href === `${url.origin}/` ? url.origin : url.href;
  return kept.length > longest ? { problem: `At most ${longest} characters.` } : { url: kept };
}
