/** Everybody whose name, address or extension begins like this, page after page. */
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, call } from "../api/client.ts";

const pageSize = 200;

export function usePeopleSearch(text: string) {
  const found = useInfiniteQuery({
    queryKey: ["people", text, "pages"],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => {
      const query = { q: text, limit: String(pageSize), offset: String(pageParam) };
      return (await call(api.people.$get({ query }))).people;
    },
    getNextPageParam: (last, pages) => (last.length < pageSize ? undefined : pages.length * pageSize),
    placeholderData: keepPreviousData,
  });
  const { hasNextPage, isFetching, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return { people: found.data?.pages.flat(), error: found.error, refetch: found.refetch, more };
}
