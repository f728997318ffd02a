/** What the browser's tab says. Never the name of a space or a board: browsers keep titles, and in the clear. */
import { useEffect } from "react";
import { Signal } from "../store/signal.ts";
import { t } from "../text/index.ts";

/** What the page is about; "" for the app as a whole. */
export const pageTitle = new Signal("");
let unread = 0;

function show(): void {
  const name = pageTitle.value ? `${pageTitle.value} · ${t("app.name")}` : t("app.name");
  document.title = unread > 0 ? `(${unread}) ${name}` : name;
}

export function usePageTitle(title: string): void {
  useEffect(() => {
    pageTitle.set(title);
    show();
  }, [title]);
}

/** @param count of messages that wait */
export function useUnreadInTitle(count: number): void {
  useEffect(() => {
    unread = count;
    show();
    return () => {
      unread = 0;
    };
  }, [count]);
}
