/** Drawing on an opened file: the button that begins it, and what takes the dialog's place while one draws. */
import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { type ReactNode, Suspense } from "react";
import type { FileReference } from "../../crypto/files.ts";
import { lazily } from "../../parts/lazily.ts";
import { useSession } from "../../parts/session-context.ts";
import { useOpened } from "../../parts/use-opened.ts";
import { useSignal } from "../../store/signal.ts";
import { maySpeak } from "../../store/space-list.ts";
import { t } from "../../text/index.ts";

const Annotator = lazily(() => import("./annotator.tsx"));

/** @param onSaved the new version is on its way into the space; closes the file, and the drawing with it */
export function useAnnotator(
  file: FileReference,
  space: string,
  onSaved: () => void,
): { button: ReactNode; annotator: (blob: Blob) => ReactNode; drawing: boolean } {
  const { opened: drawing, open, close } = useOpened();
  const view = useSignal(useSession().spaces.byId).get(space);
  return {
    drawing,
    button: view && maySpeak(view) && (
      <Button variant="default" leftSection={<IconPencil size={18} />} onClick={open}>
        {t("annotate.start")}
      </Button>
    ),
    annotator: (blob) => (
      <Suspense>
        <Annotator file={file} blob={blob} space={space} onSaved={onSaved} onClose={close} />
      </Suspense>
    ),
  };
}
