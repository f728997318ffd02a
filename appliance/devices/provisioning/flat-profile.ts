/**
 * Settings as Cisco's multiplatform firmware loads them: one XML element for each field of the telephone's own pages.
 * What is absent stays as it was, so every field that is ours is written, empty ones too; the password is left out once
 * the telephone has it.
 */
import type { PhoneModel } from "../../../firmware-config/index.ts";
import { markupText } from "../../platform/index.ts";
import type { Account } from "./account.ts";
import type { PhoneKey, PhoneSettings } from "./settings.ts";
import { type ZoneRule, zoneRuleOf } from "./zone-rule.ts";

export interface Profile {
  model: PhoneModel;
  account: Account;
  settings: PhoneSettings;
  /** Where it loads this from the next time. */
  url: string;
  /** Where its phone book is. */
  phoneBook: string;
  /** What it calls for its person's messages. */
  mailbox: string;
  /** Of the summer time that it is told. */
  year: number;
}

/** Seconds between two looks for settings, where the house could not tell it of new ones. */
const lookEvery = 3600;
/** Star codes that the telephone would take for itself; they are the house's. */
const ownCodes = [
  "Call_Return_Code",
  "Blind_Transfer_Code",
  "Cfwd_All_Act_Code",
  "Cfwd_All_Deact_Code",
  "Cfwd_Busy_Act_Code",
  "Cfwd_Busy_Deact_Code",
  "Cfwd_No_Ans_Act_Code",
  "Cfwd_No_Ans_Deact_Code",
  "CW_Act_Code",
  "CW_Deact_Code",
  "Block_CID_Act_Code",
  "Block_CID_Deact_Code",
  "DND_Act_Code",
  "DND_Deact_Code",
];

export function flatProfile(profile: Profile): string {
  const { settings, url, phoneBook, mailbox } = profile;
  const fields: Record<string, string> = {
    Resync_On_Reset: "Yes",
    Resync_Periodic: String(lookEvery),
    Resync_Error_Retry_Delay: "60",
    Resync_From_SIP: "Yes",
    Profile_Rule: url,
    ...accountFields(profile.account),
    Voice_Mail_Number: mailbox,
    XML_Directory_Service_Name: "Hearth",
    XML_Directory_Service_URL: phoneBook,
    Station_Name: settings.title,
    Station_Display_Name: settings.title,
    Ringer_Volume: String(settings.ringVolume),
    Display_Brightness: String(settings.brightness),
    Back_Light_Timer: settings.backlight === "always" ? "Always On" : settings.backlight,
    Time_Format: `${settings.clock}hr`,
    Date_Format: settings.dates,
    ...clockFields(zoneRuleOf(settings.timeZone, profile.year)),
    ...keyFields(profile),
    ...Object.fromEntries(ownCodes.map((name) => [name, ""])),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  <${name}>${markupText(value)}</${name}>`);
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<flat-profile>", ...lines, "</flat-profile>", ""].join(
    "\n",
  );
}

function accountFields({ username, password, name, domain, server, plain }: Account): Record<string, string> {
  return {
    Line_Enable_1_: "Yes",
    Proxy_1_: domain,
    Outbound_Proxy_1_: server,
    SIP_Transport_1_: "TLS",
    Register_Expires_1_: "600",
    Display_Name_1_: name,
    User_ID_1_: username,
    Use_Auth_ID_1_: "Yes",
    Auth_ID_1_: username,
    ...(password !== undefined && { Password_1_: password }),
    Feature_Key_Sync_1_: "Yes",
    // Requests come over its own connection, which is the house's alone.
    "Auth_Resync-Reboot_1_": "No",
    Secure_Call_Serv: "Yes",
    Secure_Call_Option_1_: plain ? "Optional" : "Strict",
    Dial_Plan_1_: "(*x.|x.|+x.)",
  };
}

const twoDigits = (value: number) => String(value).padStart(2, "0");

function clockFields({ offset, summer }: ZoneRule): Record<string, string> {
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const east = `${offset < 0 ? "-" : "+"}${twoDigits(hours)}:${twoDigits(minutes)}`;
  const zone = `GMT${offset === 0 ? "" : east}`; // one of the telephone's list, which has no GMT+00:00
  if (!summer) return { Time_Zone: zone, Daylight_Saving_Time_Enable: "No", Daylight_Saving_Time_Rule: "" };
  const [starts, ends] = [summer.starts, summer.ends].map(
    ({ month, day, weekday, hour, minute }) => `${month}/${day}/${weekday}/${hour}:${minute}:0`,
  );
  const save = `${Math.floor(summer.minutes / 60)}:${summer.minutes % 60}:0`;
  return {
    Time_Zone: zone,
    Daylight_Saving_Time_Enable: "Yes",
    Daylight_Saving_Time_Rule: `start=${starts};end=${ends};save=${save}`,
  };
}

/** The first key is the line, where there are keys at all. */
function keyFields({ model, account, settings }: Profile): Record<string, string> {
  const { left, right } = model.keys;
  const fields: Record<string, string> = { Extension_1_: "1", Short_Name_1_: settings.title };
  for (let at = 2; at <= left + right; at++) {
    fields[`Extension_${at}_`] = "Disabled";
    fields[`Extended_Function_${at}_`] = functionOf(settings.keys[at - 2], account.domain);
  }
  return fields;
}

function functionOf(key: PhoneKey | undefined, domain: string): string {
  if (!key || key.kind === "none") return "";
  const name = key.label.replaceAll(/[;=@$]/g, " "); // signs of the grammar
  const target = `${key.number.replaceAll(/[^+\d*#]/g, "")}@${domain}`;
  return key.kind === "dial"
    ? `fnc=sd;ext=${target};nme=${name}`
    : `fnc=blf+sd+cp;sub=${target};ext=${target};nme=${name}`;
}
