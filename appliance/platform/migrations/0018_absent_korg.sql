CREATE TABLE `held_files` (
	`file_id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`size` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `held_messages` (
	`message_id` text NOT NULL,
	`space_id` text NOT NULL,
	`author_id` text NOT NULL,
	`body` text NOT NULL,
	`written_at` integer NOT NULL,
	`deleted_at` integer NOT NULL,
	`deleted_by` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `held_messages_message` ON `held_messages` (`message_id`);--> statement-breakpoint
CREATE INDEX `held_messages_space` ON `held_messages` (`space_id`);--> statement-breakpoint
CREATE TABLE `holds` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`reason` text NOT NULL,
	`placed_by` text NOT NULL,
	`placed_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `spaces` ADD `retention_messages` integer;--> statement-breakpoint
ALTER TABLE `spaces` ADD `retention_files` integer;