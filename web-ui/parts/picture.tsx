/** A picture that may turn out to be none: what stands in its place then is ours, not the browser's. */
import { type ImgHTMLAttributes, type ReactNode, useState } from "react";
import { useObjectUrl } from "./use-object-url.ts";

interface PictureProps extends Omit<ImgHTMLAttributes<HTMLImageElement>, "src" | "onError"> {
  blob: Blob;
  alt: string;
  fallback: ReactNode;
}

export function BlobPicture({ blob, alt, fallback, ...rest }: PictureProps) {
  const src = useObjectUrl(blob);
  const [broken, setBroken] = useState<Blob>();
  return broken === blob ? fallback : <img {...rest} src={src} alt={alt} onError={() => setBroken(blob)} />;
}
