CREATE TABLE `board_copies` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`replaced_at` integer NOT NULL,
	`title` text NOT NULL,
	`snapshot` text,
	FOREIGN KEY (`board_id`) REFERENCES `boards`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `board_copies_board` ON `board_copies` (`board_id`);--> statement-breakpoint
CREATE TABLE `board_hands` (
	`board_id` text NOT NULL,
	`person_id` text NOT NULL,
	PRIMARY KEY(`board_id`, `person_id`),
	FOREIGN KEY (`board_id`) REFERENCES `boards`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `board_hands_person` ON `board_hands` (`person_id`);--> statement-breakpoint
INSERT OR IGNORE INTO `board_hands` (`board_id`, `person_id`) SELECT DISTINCT `board_id`, `author_id` FROM `board_operations`;