import { Button } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { FieldProblem } from "../../appliance/platform/index.ts";
import { ApiError } from "../api/client.ts";
import { errorText, t } from "../text/index.ts";

const FieldProblems = lazy(() => import("./field-problems.tsx"));

/** What went wrong, in words, with the way to try again. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null;
  const own = error instanceof ApiError ? errorText(error.code) : undefined;
  const message = own ?? (error instanceof Error ? error.message : String(error));
  const fields =
    error instanceof ApiError ? (error.details.problems as readonly FieldProblem[] | undefined) : undefined;
  return (
    <div className="notice" role="alert">
      {fields?.length ? (
        <Suspense fallback={<p>{message}</p>}>
          <FieldProblems problems={fields} />
        </Suspense>
      ) : (
        <p>{message}</p>
      )}
      {onRetry && (
        <Button variant="subtle" size="compact-sm" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}
