/** The app's start: styles, theme, router. */
import "../style/index.css";
import { createTheme, DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { whenSignedOut } from "../api/client.ts";
import { whenThere } from "../offline/missing-part.ts";
import { showLastAppearance } from "../parts/appearance.ts";
import { direction, startLanguage, t } from "../text/index.ts";
import { Queries } from "./queries.ts";
import { router } from "./router.tsx";
import { closeSession } from "./signed-in.ts";
import { trustOwnScripts } from "./trusted-types.ts";

const queries = new Queries();

/** What opens over a page belongs to a landmark, as all of a page does; while it is empty nobody is told of it. */
const overPage = { target: "#over-page" };

/** Made once the language is known: the library's buttons say what they do. */
const themeOf = () =>
  createTheme({
    fontFamily: "var(--font)",
    respectReducedMotion: true,
    cursorType: "pointer",
    components: {
      PasswordInput: {
        defaultProps: { visibilityToggleButtonProps: { "aria-label": t("action.password.show") } },
      },
      Modal: { defaultProps: { closeButtonProps: { "aria-label": t("action.close") } } },
      Tabs: { defaultProps: { color: "var(--ember)" } },
      Popover: { defaultProps: { portalProps: overPage } }, // and with it menus and lists to choose from
      Tooltip: { defaultProps: { portalProps: overPage } },
      Menu: { defaultProps: { withInitialFocusPlaceholder: false } }, // a menu holds nothing but its items
    },
  });

whenSignedOut(() => {
  if (!closeSession()) return; // was at the door anyway
  const forgetPush = async () => (await import("../notifications/push.ts")).unsubscribeFromPush();
  forgetPush().catch(() => {}); // the appliance forgets it with the session
  queries.clear();
  void router.navigate({ to: "/sign-in" });
});

/** Under this name the libraries that write styles look for the nonce that the page's policy asks of them. */
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
Object.assign(globalThis, { __webpack_nonce__: nonce });

trustOwnScripts();
showLastAppearance();

/** The library's variables come from our style sheets: the page's policy allows no style written by scripts. */
function App({ theme }: { theme: ReturnType<typeof themeOf> }) {
  return (
    <DirectionProvider initialDirection={direction()} detectDirection={false}>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
          <section id="over-page" aria-label={t("nav.over")} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}

// Not awaited at the top: an entry that awaits shares no code, and the first load falls into dozens of scripts.
void startLanguage().then(() =>
  createRoot(document.getElementById("root") as HTMLElement).render(<App theme={themeOf()} />),
);
void whenThere(() => import("../parts/focus-keeper.ts")).then(({ keepFocus }) => keepFocus());
