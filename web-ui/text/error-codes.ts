/** The codes with which the appliance says that something cannot be done. */
import type { BoardErrorCode } from "../../appliance/boards/index.ts";
import type { CallingErrorCode } from "../../appliance/calling/index.ts";
import type { CareErrorCode } from "../../appliance/care/index.ts";
import type { DeviceErrorCode } from "../../appliance/devices/index.ts";
import type { KeyErrorCode } from "../../appliance/keys/index.ts";
import type { MeetingErrorCode } from "../../appliance/meetings/index.ts";
import type { MessagingErrorCode } from "../../appliance/messaging/index.ts";
import type { PeopleErrorCode } from "../../appliance/people/index.ts";
import type { HttpErrorCode, JobErrorCode, MailErrorCode } from "../../appliance/platform/index.ts";
import type { SipErrorCode } from "../../appliance/sip/index.ts";

/** Those of the client itself: no answer, or one that says nothing. */
type ClientErrorCode = "unreachable" | "unknown";

export type ErrorCode =
  | BoardErrorCode
  | CallingErrorCode
  | CareErrorCode
  | ClientErrorCode
  | DeviceErrorCode
  | HttpErrorCode
  | JobErrorCode
  | KeyErrorCode
  | MailErrorCode
  | MeetingErrorCode
  | MessagingErrorCode
  | PeopleErrorCode
  | SipErrorCode;
