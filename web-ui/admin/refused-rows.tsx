/** Rows of a list that are not taken, and why. */
import type { RefusedRow } from "../../appliance/people/index.ts";
import { t } from "../text/index.ts";

/** More are read better in a spreadsheet. */
const mostShown = 50;

export function RefusedRows({ rows }: { rows: readonly RefusedRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section
      className="refused-rows"
      aria-label={t("import.rows")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      {rows.slice(0, mostShown).map(({ line, problem, text }) => (
        <div key={line} className="line-item">
          <span className="secondary number">{t("import.line", { line })}</span>
          <div className="who">
            <p className="truncate" dir="auto">
              {text}
            </p>
            <p className="secondary">{t(`import.problem.${problem}`)}</p>
          </div>
        </div>
      ))}
      {rows.length > mostShown && (
        <p className="secondary">{t("import.more", { count: rows.length - mostShown })}</p>
      )}
    </section>
  );
}
