import type { Metadata } from "next";
import { signOutEverywhereAction } from "@/app/(auth)/actions";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { PasswordForm } from "@/components/profile/password-form";
import { SessionList } from "@/components/profile/session-list";
import { SignOutEverywhere } from "@/components/profile/sign-out-everywhere";
import { ThemeChoice } from "@/components/profile/theme-choice";
import { Card } from "@/components/ui/card";
import { KeyValueList } from "@/components/ui/key-value-list";
import { currentUser } from "@/lib/access/session";
import { listSessions } from "@/lib/access/sessions";
import { changePasswordAction, endSessionAction } from "./actions";

export const metadata: Metadata = { title: "Profile" };

export default async function ProfilePage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const user = await currentUser();
  const sessions = user ? await listSessions(user) : [];
  return (
    <>
      <Card title="You">
        <KeyValueList
          columns={3}
          items={[
            { label: "Name", value: actor.name },
            { label: "E-mail", value: actor.email },
            {
              label: "Role in this organization",
              value: <span className="capitalize">{actor.role}</span>,
            },
          ]}
        />
      </Card>
      <Card
        flush
        title="Sessions"
        description="Where you are signed in. End any that you don’t know."
        footer={<SignOutEverywhere action={signOutEverywhereAction} />}
      >
        <SessionList sessions={sessions} end={endSessionAction.bind(null, org)} />
      </Card>
      <PasswordForm email={actor.email} change={changePasswordAction.bind(null, org)} />
      <Card title="Theme">
        <ThemeChoice />
      </Card>
    </>
  );
}
