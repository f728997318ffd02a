/** The doors: set-up, sign-in and invitation. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useCallback } from "react";
import { api, call } from "../api/client.ts";
import { arrived } from "../app/signed-in.ts";
import { usePageTitle } from "../parts/document-title.ts";
import { Problem } from "../parts/problem.tsx";
import { useAction } from "../parts/use-action.ts";
import { language, t } from "../text/index.ts";
import { NewPassword } from "./new-password.tsx";

function Gate({ children }: { children: ReactNode }) {
  return (
    <main className="gate">
      <div className="gate-form">{children}</div>
      <div className="gate-art" aria-hidden="true">
        <p>{t("app.tagline")}</p>
      </div>
    </main>
  );
}

const Logo = () => (
  <div className="logo">
    <img src="/icon.svg" alt="" /> {t("app.name")}
  </div>
);

const fieldsOf = (event: FormEvent<HTMLFormElement>): Record<string, string> => {
  event.preventDefault();
  const entries = [...new FormData(event.currentTarget)];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
};

export function SetupPage() {
  usePageTitle(t("setup.title"));
  const navigate = useNavigate();
  const submit = useAction(
    useCallback(
      async (fields: Record<string, string>) => {
        const { code = "", organisation = "", name = "", email = "", password = "" } = fields;
        const { person } = await call(
          api.setup.$post({ json: { code, organisation, name, email, password, language: language() } }),
        );
        await arrived(person.id);
        await navigate({ to: "/" });
      },
      [navigate],
    ),
  );
  return (
    <Gate>
      <form onSubmit={(event) => submit.run(fieldsOf(event))}>
        <Logo />
        <h1>{t("setup.title")}</h1>
        <p className="secondary">{t("setup.lead")}</p>
        <TextInput
          name="code"
          label={t("setup.code")}
          description={t("setup.code.help")}
          required
          autoFocus
          autoComplete="off"
          placeholder="0000-0000-0000"
        />
        <TextInput name="organisation" label={t("setup.organisation")} required autoComplete="organization" />
        <TextInput name="name" label={t("setup.name")} required autoComplete="name" />
        <TextInput name="email" type="email" label={t("setup.email")} required autoComplete="username" />
        <NewPassword name="password" label={t("setup.password")} />
        <Problem error={submit.error} />
        <Button type="submit" loading={submit.running}>
          {t("setup.submit")}
        </Button>
      </form>
    </Gate>
  );
}

export function SignInPage() {
  usePageTitle(t("signin.title"));
  const { history } = useRouter();
  const { next = "/" } = useSearch({ from: "/sign-in" });
  const submit = useAction(
    useCallback(
      async ({ email = "", password = "" }: Record<string, string>) => {
        const { person } = await call(api["sign-in"].$post({ json: { email, password } }));
        await arrived(person.id);
        history.push(next);
      },
      [history, next],
    ),
  );
  return (
    <Gate>
      <form onSubmit={(event) => submit.run(fieldsOf(event))}>
        <Logo />
        <h1>{t("signin.title")}</h1>
        <TextInput
          name="email"
          type="email"
          label={t("signin.email")}
          required
          autoFocus
          autoComplete="username"
        />
        <PasswordInput
          name="password"
          label={t("signin.password")}
          required
          autoComplete="current-password"
        />
        <Problem error={submit.error} />
        <Button type="submit" loading={submit.running}>
          {t("signin.submit")}
        </Button>
        <p className="secondary">{t("signin.help")}</p>
      </form>
    </Gate>
  );
}

export function InvitationPage() {
  const { token } = useParams({ from: "/invitation/$token" });
  const navigate = useNavigate();
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => call(api.invitations[":token"].$get({ param: { token } })),
    retry: false,
  });
  const submit = useAction(
    useCallback(
      async ({ name = "", password = "" }: Record<string, string>) => {
        const { person } = await call(
          api.invitations[":token"].$post({ param: { token }, json: { name, password } }),
        );
        await arrived(person.id);
        await navigate({ to: "/" });
      },
      [navigate, token],
    ),
  );
  const person = invitation.data?.person;
  return (
    <Gate>
      {invitation.error && (
        <div>
          <Logo />
          <h1>{t("invitation.over")}</h1>
          <Problem error={invitation.error} />
        </div>
      )}
      {person && (
        <form onSubmit={(event) => submit.run(fieldsOf(event))}>
          <Logo />
          <h1>{t("invitation.title", { name: person.name })}</h1>
          <p className="secondary">{t("invitation.lead", { email: person.email })}</p>
          <input type="hidden" autoComplete="username" value={person.email} readOnly />
          <TextInput
            name="name"
            label={t("setup.name")}
            defaultValue={person.name}
            required
            autoComplete="name"
          />
          <NewPassword name="password" label={t("setup.password")} autoFocus />
          <Problem error={submit.error} />
          <Button type="submit" loading={submit.running}>
            {t("invitation.submit")}
          </Button>
        </form>
      )}
    </Gate>
  );
}
