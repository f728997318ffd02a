CREATE TABLE `call_settings` (
	`person_id` text PRIMARY KEY NOT NULL,
	`settings` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mailboxes` (
	`person_id` text PRIMARY KEY NOT NULL,
	`pin_hash` text,
	`has_greeting` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `voicemails` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`caller_id` text,
	`caller_name` text NOT NULL,
	`caller_number` text NOT NULL,
	`at` integer NOT NULL,
	`duration` integer NOT NULL,
	`heard` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `voicemails_person` ON `voicemails` (`person_id`,`at`);--> statement-breakpoint
ALTER TABLE `call_records` ADD `linked_to` text;