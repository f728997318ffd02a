import { IconArrowLeft } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { t } from "../text/index.ts";
import { usePageTitle } from "./document-title.ts";

/** A page's heading, with the way back on a phone. */
export function PageTitle({ children }: { children: string }) {
  usePageTitle(children);
  return (
    <div className="page-title">
      <Link to="/" className="icon-button only-phone" aria-label={t("action.back")}>
        <IconArrowLeft size={20} />
      </Link>
      <h1>{children}</h1>
    </div>
  );
}
