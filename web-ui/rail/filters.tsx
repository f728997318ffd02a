/** The five filters of the list, combinable, each with how many spaces pass it. */
import { IconAt, IconFlag, IconMailOpened, IconStar, IconUser } from "@tabler/icons-react";
import { useMemo } from "react";
import { useSession } from "../parts/session-context.ts";
import { useSignal } from "../store/signal.ts";
import { countFilters, type Filter, filters } from "../store/space-list.ts";
import { numberOf, t } from "../text/index.ts";

const icons = {
  unread: IconMailOpened,
  direct: IconUser,
  favourites: IconStar,
  mentions: IconAt,
  flags: IconFlag,
} as const;

/** Counts that mean "something waits for you"; the others only say how long the list will be. */
const waiting: readonly Filter[] = ["unread", "mentions", "flags"];

/** How many flagged messages each space has. */
export function useFlagCounts(): (space: string) => number {
  const flags = useSignal(useSession().marks.flags);
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const { space } of flags.values()) counts.set(space, (counts.get(space) ?? 0) + 1);
    return (space: string) => counts.get(space) ?? 0;
  }, [flags]);
}

export function Filters(props: {
  chosen: ReadonlySet<Filter>;
  onChange: (chosen: ReadonlySet<Filter>) => void;
}) {
  const spaces = useSignal(useSession().spaces.byId);
  const flagsIn = useFlagCounts();
  const counts = useMemo(() => countFilters(spaces.values(), flagsIn), [spaces, flagsIn]);
  const toggle = (filter: Filter) => {
    const next = new Set(props.chosen);
    if (!next.delete(filter)) next.add(filter);
    props.onChange(next);
  };
  return (
    <fieldset className="filters" aria-label={t("filter.label")}>
      {filters.map((filter) => {
        const Icon = icons[filter];
        const count = counts[filter];
        return (
          <button
            key={filter}
            type="button"
            className="filter number"
            aria-pressed={props.chosen.has(filter)}
            aria-label={t("filter.count", { name: t(`filter.${filter}`), count })}
            title={t(`filter.${filter}`)}
            data-filter={filter}
            onClick={() => toggle(filter)}
          >
            <Icon size={16} />
            {waiting.includes(filter) && count > 0 && <span aria-hidden="true">{numberOf(count)}</span>}
          </button>
        );
      })}
      {props.chosen.size > 0 && (
        <button type="button" className="filter clear" onClick={() => props.onChange(new Set())}>
          {t("filter.clear")}
        </button>
      )}
    </fieldset>
  );
}
