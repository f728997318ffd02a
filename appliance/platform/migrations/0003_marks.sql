CREATE TABLE `drafts` (
	`person_id` text NOT NULL,
	`space_id` text NOT NULL,
	`place_id` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `place_id`),
	FOREIGN KEY (`space_id`) REFERENCES `spaces`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `flags` (
	`person_id` text NOT NULL,
	`message_id` text NOT NULL,
	`due_at` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `message_id`),
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `preferences` (
	`person_id` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reactions` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`person_id` text NOT NULL,
	`emoji` text NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reactions_message` ON `reactions` (`message_id`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`message_id` text NOT NULL,
	`written_at` integer NOT NULL,
	`body` text NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `revisions_message` ON `revisions` (`message_id`,`written_at`);--> statement-breakpoint
CREATE INDEX `messages_parent` ON `messages` (`parent_id`,`seq`);--> statement-breakpoint
CREATE INDEX `messages_time` ON `messages` (`space_id`,`created_at`);