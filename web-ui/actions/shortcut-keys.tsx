/** Keys as they are printed on the keyboard. */
import { t } from "../text/index.ts";
import { printed } from "./keys.ts";

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Keys({ keys }: { keys: string }) {
  return (
    <span className="key-steps">
      {printed(keys, mac).map((step) => (
        <span key={step.join()}>
          {step.map((key) => (
            <kbd key={key} className="key-cap">
              {key === "delete" ? t("key.delete") : key}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
