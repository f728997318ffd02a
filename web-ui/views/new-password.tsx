/** The field of a password that somebody will have from now on. */
import { PasswordInput } from "@mantine/core";
import { t } from "../text/index.ts";

/** As the appliance has it. */
const fewestLetters = 10;

export const NewPassword = (props: { name: string; label: string; autoFocus?: boolean }) => (
  <PasswordInput
    {...props}
    description={t("setup.password.help")}
    minLength={fewestLetters}
    required
    autoComplete="new-password"
  />
);
