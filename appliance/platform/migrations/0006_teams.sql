CREATE TABLE `taggings` (
	`tag_id` text NOT NULL,
	`subject_id` text NOT NULL,
	`space_id` text NOT NULL,
	PRIMARY KEY(`tag_id`, `subject_id`),
	FOREIGN KEY (`tag_id`) REFERENCES `tags`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tags` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `tags_person` ON `tags` (`person_id`);--> statement-breakpoint
CREATE TABLE `team_members` (
	`team_id` text NOT NULL,
	`person_id` text NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`team_id`, `person_id`),
	FOREIGN KEY (`team_id`) REFERENCES `teams`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `team_members_person` ON `team_members` (`person_id`);--> statement-breakpoint
CREATE TABLE `teams` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`colour` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`archived_at` integer
);
--> statement-breakpoint
ALTER TABLE `memberships` ADD `favourite_order` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `memberships` ADD `notify` text;--> statement-breakpoint
ALTER TABLE `spaces` ADD `archived_at` integer;--> statement-breakpoint
ALTER TABLE `spaces` ADD `locked` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `spaces` ADD `announcement` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `spaces` ADD `team_id` text;--> statement-breakpoint
ALTER TABLE `spaces` ADD `team_title` text;