import { Button } from "@mantine/core";
import { Suspense } from "react";
import type { FieldProblem } from "../../appliance/platform/index.ts";
import { ApiError, unreachable } from "../api/client.ts";
import { isMissingPart } from "../offline/missing-part.ts";
import { errorText, t } from "../text/index.ts";
import { lazily } from "./lazily.ts";

const FieldProblems = lazily(() => import("./field-problems.tsx"));

/** What went wrong, in words, with the way to try again. */
export function Problem({ error: met, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!met) return null;
  const error = isMissingPart(met) ? unreachable() : met;
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
