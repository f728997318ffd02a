/** A link's preview, in a message and while it is written. */
import { useMemo } from "react";
import { BlobPicture } from "../parts/picture.tsx";
import type { LinkContent } from "./link.ts";

export function LinkCard({ link }: { link: LinkContent }) {
  const { url, title, description, site, picture } = link;
  const { host } = new URL(url);
  return (
    <a className="link-card" href={url} target="_blank" rel="noopener noreferrer">
      {picture && <Picture picture={picture} />}
      <span className="link-words">
        <span className="secondary link-source">
          <bdi className="link-host" dir="ltr">
            {host}
          </bdi>
          {site && site !== host && (
            <>
              <span aria-hidden="true">·</span>
              <bdi className="link-site truncate">{site}</bdi>
            </>
          )}
        </span>
        <strong dir="auto">{title}</strong>
        {description && (
          <span className="secondary link-description" dir="auto">
            {description}
          </span>
        )}
      </span>
    </a>
  );
}

function Picture({ picture: { data, width, height } }: { picture: NonNullable<LinkContent["picture"]> }) {
  const blob = useMemo(() => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    return new Blob([bytes], { type: "image/jpeg" });
  }, [data]);
  return <BlobPicture blob={blob} alt="" width={width} height={height} fallback={null} />;
}
