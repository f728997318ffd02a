/** Who one is here, and the password by which one signs in. */
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useCallback, useState } from "react";
import { ApiError, api, call } from "../api/client.ts";
import { PersonAvatar } from "../parts/avatar.tsx";
import { Problem } from "../parts/problem.tsx";
import { useSession } from "../parts/session-context.ts";
import { useAction } from "../parts/use-action.ts";
import { t } from "../text/index.ts";
import { NewPassword } from "./new-password.tsx";

export function AccountCard() {
  const { person } = useSession().me;
  const [step, setStep] = useState<"" | "changing" | "changed">("");
  return (
    <section className="card stack">
      <h2>{t("settings.account")}</h2>
      <div className="line-item">
        <PersonAvatar id={person.id} name={person.name} />
        <div className="who">
          <p className="truncate">{person.name}</p>
          <p className="secondary truncate">{person.email}</p>
        </div>
      </div>
      {step !== "changing" && (
        <div>
          <Button variant="default" onClick={() => setStep("changing")}>
            {t("settings.password.change")}
          </Button>
        </div>
      )}
      {step === "changing" && <PasswordForm email={person.email} onDone={setStep} />}
      {step === "changed" && <p role="status">{t("settings.password.done")}</p>}
    </section>
  );
}

/** @param email for the browser's own list of passwords */
function PasswordForm({ email, onDone }: { email: string; onDone: (step: "" | "changed") => void }) {
  const save = useAction(
    useCallback(
      async (current: string, next: string) => {
        try {
          await call(api.me.password.$post({ json: { current, next } }));
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== "sign-in-refused") throw error;
          throw new Error(t("settings.password.wrong"));
        }
        onDone("changed");
      },
      [onDone],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    void save.run(String(fields.get("current")), String(fields.get("next")));
  };
  return (
    <form className="stack" onSubmit={submit}>
      <input hidden readOnly value={email} autoComplete="username" />
      <PasswordInput
        name="current"
        label={t("settings.password.current")}
        required
        autoFocus
        autoComplete="current-password"
      />
      <NewPassword name="next" label={t("settings.password.next")} />
      <p className="secondary">{t("settings.password.help")}</p>
      <Problem error={save.error} />
      <div className="dialog-actions">
        <Button variant="default" onClick={() => onDone("")}>
          {t("action.cancel")}
        </Button>
        <Button type="submit" loading={save.running}>
          {t("settings.password.change")}
        </Button>
      </div>
    </form>
  );
}
