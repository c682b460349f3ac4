import type { Metadata } from "next";
import { setUpAction } from "@/app/(auth)/actions";
import { SetUpForm } from "@/components/access/set-up-form";
import { AuthFrame } from "@/components/shell/auth-frame";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";
import { isSetUp } from "@/lib/installation/setup-link";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
  if (await isSetUp()) {
    return (
      <AuthFrame title="Portcullis is set up" description="Nothing is left to do here.">
        <ButtonLink href="/" variant="primary">
          Open Portcullis
        </ButtonLink>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Set up Portcullis"
      description="Make your organization and its first owner: you."
    >
      <SetUpForm action={setUpAction} host={new URL(env().PUBLIC_URL).host} />
    </AuthFrame>
  );
}
