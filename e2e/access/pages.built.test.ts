import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { appFiles } from "./app-files";
import { pages } from "./pages";
import { accessStage } from "./stage";
import { isMember, principals, signedIn } from "./world";

const { world, servers } = accessStage();

test("every page is in the manifest", () => {
  const found = appFiles("page.tsx")
    .map((file) => file.replace(/\([a-z]+\)\//g, "").replace(/\/?page\.tsx$/, ""))
    .filter((route) => route !== "");
  expect(Object.keys(pages).sort()).toEqual(found.sort());
});

const get = async (path: string, cookie: string | null) => {
  const response = await fetch(servers.portal + path, {
    redirect: "manual",
    headers: cookie ? { cookie } : {},
  });
  return {
    status: response.status,
    location: response.headers.get("location"),
    html: await response.text(),
  };
};
const missing = /data-not-found|NEXT_HTTP_ERROR_FALLBACK;404/;

test.each(Object.entries(pages))("%s is seen by whom it should be", async (_, rule) => {
  const path = rule.path(world);
  for (const principal of principals) {
    const { status, location, html } = await get(path, await world.cookieOf(principal));
    const seen = status === 200 && !missing.test(html);
    const told = { principal, path, status, location, seen };
    if (rule.seenBy === "everyone") {
      const onward = path === "/sign-in" && principal !== "anonymous" && principal !== "ended";
      expect(told).toMatchObject(onward ? { location: "/" } : { seen: true });
    } else if (principal === "anonymous" || principal === "ended") {
      expect(told).toMatchObject({ seen: false });
      expect(location ?? html).toContain(`/sign-in?next=${encodeURIComponent(path)}`);
    } else {
      const may = rule.seenBy.some((role) => role === principal);
      expect(told).toMatchObject({ seen: may });
      if (!may) expect(html).toMatch(missing);
    }
    if (!isMember(principal)) expect(html).not.toContain(world.created.sharedKey);
  }
});

test("a foreign organization, application or API looks like one that does not exist", async () => {
  const { ours, theirs, application, api } = world;
  const { cookie } = await signedIn(theirs.owner);
  const pairs = [
    [`/${ours.slug}`, "/no-such-organization"],
    [`/${ours.slug}/applications`, "/no-such-organization/applications"],
    [
      `/${theirs.slug}/applications/${application.id}`,
      `/${theirs.slug}/applications/${newId("app")}`,
    ],
    [`/${theirs.slug}/apis/${api.slug}`, `/${theirs.slug}/apis/no-such-api`],
  ];
  for (const [foreign = "", none = ""] of pairs) {
    const [a, b] = [await get(foreign, cookie), await get(none, cookie)];
    const plain = (html: string, path: string) =>
      html
        .replaceAll(/nonce="[^"]*"|"nonce\\?":\\?"[^"]*"|req_[0-9a-z]{26}/g, "")
        .replaceAll(path, "PATH")
        .replaceAll(path.split("/").at(-1) ?? "", "LAST")
        .replaceAll(path.split("/")[1] ?? "", "ORG");
    expect(a.status).toBe(b.status);
    expect(a.html).toMatch(missing);
    expect(b.html).toMatch(missing);
    expect(a.html).not.toContain("CRM System");
    const inShell = foreign.startsWith(`/${theirs.slug}/`);
    if (!inShell) expect(plain(a.html, foreign)).toBe(plain(b.html, none));
  }
});
