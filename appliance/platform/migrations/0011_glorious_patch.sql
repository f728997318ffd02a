CREATE TABLE `notifications` (
	`person_id` text NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`space_id` text,
	`actor_id` text,
	`caller` text DEFAULT '' NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	PRIMARY KEY(`person_id`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `notifications_unread` ON `notifications` (`person_id`,`read_at`);--> statement-breakpoint
CREATE INDEX `notifications_subject` ON `notifications` (`subject`);--> statement-breakpoint
CREATE INDEX `notifications_time` ON `notifications` (`at`);--> statement-breakpoint
ALTER TABLE `flags` ADD `reminded_at` integer;--> statement-breakpoint
CREATE INDEX `flags_due` ON `flags` (`reminded_at`,`due_at`);