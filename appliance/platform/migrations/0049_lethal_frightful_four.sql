CREATE TABLE `activation_codes` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_by` text,
	`used_at` integer,
	`device_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `activation_codes_codeHash_unique` ON `activation_codes` (`code_hash`);--> statement-breakpoint
CREATE INDEX `activation_codes_person` ON `activation_codes` (`person_id`);--> statement-breakpoint
CREATE TABLE `provisioned_phones` (
	`device_id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`model` text NOT NULL,
	`hardware` text NOT NULL,
	`firmware` text NOT NULL,
	`settings` text NOT NULL,
	`revision` integer NOT NULL,
	`taken_revision` integer NOT NULL,
	`taken_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `provisioned_phones_person` ON `provisioned_phones` (`person_id`);