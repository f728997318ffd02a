/** What was shown at once and then refused: said in one place, until it is put away. */
import { IconX } from "@tabler/icons-react";
import { useSignal } from "../store/signal.ts";
import { t } from "../text/index.ts";
import { Problem } from "./problem.tsx";
import { useSession } from "./session-context.ts";

export default function Trouble() {
  const { trouble } = useSession();
  const error = useSignal(trouble);
  if (!error) return null;
  return (
    <div className="trouble">
      <Problem error={error} />
      <button
        type="button"
        className="icon-button"
        aria-label={t("action.close")}
        onClick={() => trouble.set(undefined)}
      >
        <IconX size={18} />
      </button>
    </div>
  );
}
