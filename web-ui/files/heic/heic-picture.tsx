/** A HEIC picture, drawn. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { t } from "../../text/index.ts";
import { decodeHeic } from "./heic.ts";

export default function HeicPicture({ blob, name }: { blob: Blob; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const decoded = useQuery({
    queryKey: ["heic", blob],
    queryKeyHashFn: () => `heic-${name}-${blob.size}`,
    retry: false,
    gcTime: 0,
    queryFn: () => decodeHeic(blob),
  });
  const { data } = decoded;
  useEffect(() => {
    if (!data || !canvas.current) return;
    canvas.current.getContext("2d")?.putImageData(data, 0, 0);
    canvas.current.dataset.drawn = "true";
  }, [data]);
  if (decoded.error) return <p className="secondary">{t("file.broken")}</p>;
  if (!data) return <p className="secondary">{t("file.opening")}</p>;
  return (
    <canvas
      ref={canvas}
      className="preview-picture"
      role="img"
      aria-label={name}
      width={data.width}
      height={data.height}
    />
  );
}
