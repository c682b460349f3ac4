import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/access/sign-in-form";
import { AuthFrame } from "@/components/shell/auth-frame";
import { internalPath } from "@/lib/access/internal-path";
import { currentUser } from "@/lib/access/session";
import { isSetUp } from "@/lib/installation/setup-link";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = internalPath((await searchParams).next);
  if (await currentUser()) redirect(next);
  if (!(await isSetUp())) redirect("/setup");
  return (
    <AuthFrame
      title="Sign in"
      footer="No account, or a forgotten password? Ask an owner of your organization."
    >
      <SignInForm next={next} />
    </AuthFrame>
  );
}
