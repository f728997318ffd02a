/** What is shown while it changes faster than the appliance answers. */
import { expect, test } from "bun:test";
import { QueryObserver } from "@tanstack/react-query";
import { until } from "../../scripts/peers/until.ts";
import { Queries } from "./queries.ts";

const queryKey = ["jobs"];

/** A view whose answers come when the test lets them; each is its number. */
function viewOf(queries: Queries) {
  const answers: (() => void)[] = [];
  const observer = new QueryObserver(queries, {
    queryKey,
    queryFn: () =>
      new Promise<number>((resolve) => {
        const number = answers.push(() => resolve(number));
      }),
  });
  const shown: (number | undefined)[] = [];
  const close = observer.subscribe(({ data }) => {
    if (data !== shown.at(-1)) shown.push(data);
  });
  const asked = (count: number) => until(() => answers.length === count);
  return { answers, shown, close, asked };
}

test("[UX-02] a first answer is shown though something changed meanwhile, and asked for once more", async () => {
  const queries = new Queries();
  const { answers, shown, asked, close } = viewOf(queries);
  await asked(1);
  const changes = [1, 2, 3].map(() => queries.invalidateQueries({ queryKey }));
  answers[0]?.();
  await asked(2);
  expect(shown).toEqual([1]);
  answers[1]?.();
  await Promise.all(changes);
  expect(shown).toEqual([1, 2]);
  expect(answers).toHaveLength(2);
  close();
});

test("[UX-02] changes that come faster than answers hold no answer up", async () => {
  const queries = new Queries();
  const { answers, shown, asked, close } = viewOf(queries);
  for (let round = 1; round <= 4; round++) {
    await asked(round);
    for (let changes = 0; changes < 3; changes++) void queries.invalidateQueries();
    answers[round - 1]?.();
  }
  await asked(5);
  expect(shown).toEqual([1, 2, 3, 4]);
  close();
});

test("[UX-02] a view that closed with its answer on its way is asked for anew when it opens", async () => {
  const queries = new Queries();
  const first = viewOf(queries);
  await first.asked(1);
  const changed = queries.invalidateQueries({ queryKey });
  first.close();
  first.answers[0]?.();
  await changed;
  expect(queries.getQueryState(queryKey)?.isInvalidated).toBe(true);
  const second = viewOf(queries);
  await second.asked(1);
  second.close();
});
