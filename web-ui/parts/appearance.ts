/** Theme, contrast, density and motion: as the person chose them, else as the system has them. */
import { useMantineColorScheme } from "@mantine/core";
import { useEffect } from "react";
import { useSignal } from "../store/signal.ts";
import { useSession } from "./session-context.ts";

/** What the style sheets ask for, as `data-` attributes of the page; the theme's is the component library's. */
const looks = ["contrast", "density", "motion"] as const;
const storageKey = (look: string) => `hearth.${look}`;

/** Before anybody is known, the page looks as it did last on this device; afterwards it follows the system. */
export function showLastAppearance(): void {
  show();
  matchMedia("(prefers-contrast: more)").addEventListener("change", show);
}

export const isContrastHigh = (): boolean => document.documentElement.dataset.contrast === "more";

function show(): void {
  const page = document.documentElement.dataset;
  for (const look of looks) page[look] = localStorage.getItem(storageKey(look)) ?? "auto";
  if (page.contrast === "auto" && matchMedia("(prefers-contrast: more)").matches) page.contrast = "more";
}

/** Keeps the page looking as the person's preferences say, whichever client changes them; shows nothing itself. */
export function Appearance() {
  const preferences = useSignal(useSession().marks.preferences);
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  useEffect(() => {
    if (!preferences) return;
    for (const look of looks) localStorage.setItem(storageKey(look), preferences[look]);
    show();
  }, [preferences]);
  const theme = preferences?.theme;
  useEffect(() => {
    if (theme && theme !== colorScheme) setColorScheme(theme);
  }, [theme, colorScheme, setColorScheme]);
  return null;
}
