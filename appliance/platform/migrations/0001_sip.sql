CREATE TABLE `sip_bindings` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`device_id` text,
	`contact` text NOT NULL,
	`address` text NOT NULL,
	`port` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`user_agent` text NOT NULL,
	`call_id` text NOT NULL,
	`sequence` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sip_devices` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`name` text NOT NULL,
	`username` text NOT NULL,
	`ha1_sha256` text NOT NULL,
	`ha1_md5` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sip_devices_username_unique` ON `sip_devices` (`username`);--> statement-breakpoint
CREATE INDEX `sip_devices_person` ON `sip_devices` (`person_id`);