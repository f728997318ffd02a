import { type ErrorCodeOf, errorTable } from "../platform/index.ts";

export const messagingErrors = errorTable({
  "space-not-found": { http: 404, message: "This space does not exist, or you are not a member of it." },
  "message-not-found": { http: 404, message: "This message does not exist, or you cannot see it." },
  "file-not-found": { http: 404, message: "This file does not exist, or you cannot see it." },
  "person-not-found": { http: 404, message: "This person is not in the organisation." },
  "moderator-needed": { http: 403, message: "Only a moderator of the space can do this." },
  "space-locked": {
    http: 403,
    message: "This space is locked: only its moderators change members and title.",
  },
  "space-archived": { http: 409, message: "This space is archived. A moderator can bring it back." },
  "announcements-only": { http: 403, message: "Only moderators write in this space." },
  "team-not-found": { http: 404, message: "This team does not exist, or you are not a member of it." },
  "tag-not-found": { http: 404, message: "This tag does not exist." },
  "push-off": {
    http: 409,
    message: "This appliance may not reach push services. An administrator can allow it.",
  },
  "push-address": { http: 400, message: "This push service's address cannot be used." },
  "guest-in-team": { http: 409, message: "Guests are invited into spaces, not into teams." },
  "guest-moderator": { http: 409, message: "A guest cannot be a moderator." },
  "hold-not-found": { http: 404, message: "This hold was released already." },
  "author-needed": { http: 403, message: "Only the author can change this message." },
  "already-member": { http: 409, message: "This person is a member already." },
  "direct-space": { http: 409, message: "A conversation between two people keeps its two members." },
  "last-moderator": { http: 409, message: "Make somebody else a moderator before you leave." },
  "key-outdated": { http: 409, message: "The space has a new key. Encrypt again with it." },
  "message-id-taken": { http: 409, message: "Another message has this id." },
  "edit-over": {
    http: 403,
    message: "This message can no longer be changed. Write another one that puts it right.",
  },
  "previews-off": { http: 409, message: "Previews of links are off. An administrator can turn them on." },
  "previews-too-fast": { http: 429, message: "Too many links at once. Wait a moment." },
  "message-deleted": { http: 410, message: "This message was deleted." },
  "too-many-reactions": {
    http: 409,
    message: "You have reacted to this message often enough. Take one back first.",
  },
  "bad-ciphertext": { http: 400, message: "The content is not encrypted as this space requires." },
  "file-too-large": { http: 413, message: "The file is larger than the appliance accepts." },
  "wrong-offset": { http: 409, message: "The upload goes on at another place." },
  "upload-busy": { http: 409, message: "Another request is writing this file." },
  "file-incomplete": { http: 409, message: "The file has not arrived completely." },
  "file-attached": { http: 409, message: "The file belongs to a message already." },
});

export type MessagingErrorCode = ErrorCodeOf<typeof messagingErrors>;
