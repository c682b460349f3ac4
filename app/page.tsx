import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { signOutAction } from "@/app/(auth)/actions";
import { AuthFrame } from "@/components/shell/auth-frame";
import { SubmitButton } from "@/components/ui/button";
import { currentUser } from "@/lib/access/session";
import { isSetUp } from "@/lib/installation/setup-link";
import { listMyOrganizations } from "@/lib/organizations/list-mine";

export const metadata: Metadata = { title: "Choose an organization" };

export default async function HomePage() {
  const user = await currentUser();
  if (!user) redirect((await isSetUp()) ? "/sign-in" : "/setup");
  const organizations = await listMyOrganizations(user.userId);
  const [first, second] = organizations;
  if (first && !second) redirect(`/${first.slug}`);
  return (
    <AuthFrame
      title={first ? "Choose an organization" : "You are in no organization"}
      description={
        first
          ? `Signed in as ${user.email}`
          : `Ask an owner or admin of your organization to add ${user.email}.`
      }
    >
      <div className="flex flex-col gap-4">
        <ul className="flex flex-col gap-2 empty:hidden">
          {organizations.map(({ slug, name, role }) => (
            <li key={slug}>
              <Link
                href={`/${slug}`}
                className="flex items-center gap-3 rounded-md border border-line px-4 py-3 hover:bg-sunken"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                <span className="text-muted text-sm">{role}</span>
                <ChevronRight aria-hidden className="size-4 text-muted" />
              </Link>
            </li>
          ))}
        </ul>
        <form action={signOutAction}>
          <SubmitButton variant="secondary">Sign out</SubmitButton>
        </form>
      </div>
    </AuthFrame>
  );
}
