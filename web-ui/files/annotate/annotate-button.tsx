/** The way from a preview to drawing on it, for who may write in the file's space. */
import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import type { FileReference } from "../../crypto/files.ts";
import { useSession } from "../../parts/session-context.ts";
import { useSignal } from "../../store/signal.ts";
import { maySpeak } from "../../store/space-list.ts";
import { t } from "../../text/index.ts";

const Annotator = lazy(() => import("./annotator.tsx"));

interface AnnotateButtonProps {
  file: FileReference;
  blob: Blob;
  space: string;
  /** Whether one draws now: then what lies below does not hear the Escape key. */
  drawing: boolean;
  onDrawing: (drawing: boolean) => void;
  onSaved: () => void;
}

export function AnnotateButton({ file, blob, space, drawing, onDrawing, onSaved }: AnnotateButtonProps) {
  const view = useSignal(useSession().spaces).get(space);
  if (!view || !maySpeak(view)) return null;
  return (
    <>
      <Button variant="default" leftSection={<IconPencil size={18} />} onClick={() => onDrawing(true)}>
        {t("annotate.start")}
      </Button>
      {drawing && (
        <Suspense>
          <Annotator
            file={file}
            blob={blob}
            space={space}
            onSaved={() => {
              onDrawing(false);
              onSaved();
            }}
            onClose={() => onDrawing(false)}
          />
        </Suspense>
      )}
    </>
  );
}
