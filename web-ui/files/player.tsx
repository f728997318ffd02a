/** Sound and film, with the captions that lie beside it. */
import "../text/captions.ts";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../parts/session-context.ts";
import { useObjectUrl } from "../parts/use-object-url.ts";
import { languageName, t } from "../text/index.ts";
import { captionsOf, type FilmCaptions } from "./film-captions.ts";

interface PlayerProps {
  blob: Blob;
  kind: "audio" | "video";
  name: string;
  /** Where captions are looked for. */
  space: string;
}

export default function Player({ blob, kind, name, space }: PlayerProps) {
  const session = useSession();
  const url = useObjectUrl(blob);
  const captions = useQuery({
    queryKey: ["captions", space, name],
    enabled: kind === "video",
    gcTime: 0,
    queryFn: () => captionsOf(session, space, name),
  });
  // biome-ignore-start lint/a11y/useMediaCaption: there are captions where somebody has shared some
  return kind === "audio" ? (
    <audio className="preview-sound" src={url} controls aria-label={name} />
  ) : (
    <video className="preview-picture" src={url} controls aria-label={name}>
      {captions.data?.map((each) => (
        <Track key={each.id} captions={each} />
      ))}
    </video>
  );
  // biome-ignore-end lint/a11y/useMediaCaption: there are captions where somebody has shared some
}

function Track({ captions: { blob, language } }: { captions: FilmCaptions }) {
  const src = useObjectUrl(blob);
  const label = language === "" ? t("captions.title") : languageName(language);
  return <track kind="captions" src={src} label={label} {...(language !== "" && { srcLang: language })} />;
}
