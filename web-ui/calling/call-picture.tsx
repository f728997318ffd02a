/** What a telephone shows in a call, with one's own camera in the corner. */
import { IconMaximize } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { Video } from "../meeting/tile.tsx";
import { t } from "../text/index.ts";
import type { CallPictures } from "./picture-line.ts";

/** A picture that stands still for so long is no picture any more: the camera at the other end was turned off. */
const standsStillFor = 4000;

export function CallPicture({ name, pictures }: { name: string; pictures: CallPictures }) {
  const place = useRef<HTMLDivElement>(null);
  const moves = useMoves(place, pictures.seen);
  const { seen, camera } = pictures;
  if (!seen && !camera) return null;
  const shown = seen && moves;
  return (
    <div ref={place} className={`call-picture ${shown ? "" : "alone"}`}>
      {seen && (
        <div className="call-seen" hidden={!moves}>
          <Video stream={seen} label={t("call.picture", { name })} />
        </div>
      )}
      {camera && (
        <div className="call-camera">
          <Video stream={camera} label={t("meeting.preview")} mirrored />
        </div>
      )}
      {shown && (
        <button
          type="button"
          className="call-enlarge"
          aria-label={t("call.picture.large")}
          onClick={() => void enlarge(place.current)}
        >
          <IconMaximize size={18} />
        </button>
      )}
    </div>
  );
}

const enlarge = (element: Element | null) =>
  document.fullscreenElement ? document.exitFullscreen() : element?.requestFullscreen?.();

/** Whether new pictures come. */
function useMoves(place: React.RefObject<HTMLDivElement | null>, stream: MediaStream | undefined): boolean {
  const [moves, setMoves] = useState(true);
  useEffect(() => {
    const video = stream && place.current?.querySelector("video");
    if (!video) return;
    let last = Date.now();
    let handle = 0;
    const note = () => {
      last = Date.now();
      setMoves(true);
      handle = video.requestVideoFrameCallback(note);
    };
    handle = video.requestVideoFrameCallback(note);
    const timer = setInterval(() => setMoves(Date.now() - last < standsStillFor), 1000);
    return () => {
      clearInterval(timer);
      video.cancelVideoFrameCallback(handle);
    };
  }, [place, stream]);
  return moves;
}
