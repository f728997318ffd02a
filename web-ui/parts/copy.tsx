/** A button that copies a text, and says that it has. */
import { Button, type ButtonProps, CopyButton } from "@mantine/core";
import { t } from "../text/index.ts";

export function Copy({ text, ...look }: { text: string } & Pick<ButtonProps, "variant" | "size">) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button {...look} onClick={copy}>
          {t(copied ? "action.copied" : "action.copy")}
        </Button>
      )}
    </CopyButton>
  );
}
