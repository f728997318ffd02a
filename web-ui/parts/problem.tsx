import { Button } from "@mantine/core";
import { ApiError } from "../api/client.ts";
import { errorText, t } from "../text/index.ts";

/** What went wrong, in words, with the way to try again. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null;
  const own = error instanceof ApiError ? errorText(error.code) : undefined;
  const message = own ?? (error instanceof Error ? error.message : String(error));
  const fields =
    error instanceof ApiError ? (error.details.problems as { field: string; problem: string }[]) : undefined;
  return (
    <div className="notice" role="alert">
      {fields?.length ? fields.map(({ field, problem }) => <p key={field}>{problem}</p>) : <p>{message}</p>}
      {onRetry && (
        <Button variant="subtle" size="compact-sm" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}
