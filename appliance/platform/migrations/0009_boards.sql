CREATE TABLE `board_operations` (
	`id` text PRIMARY KEY NOT NULL,
	`board_id` text NOT NULL,
	`number` integer NOT NULL,
	`author_id` text NOT NULL,
	`body` text NOT NULL,
	FOREIGN KEY (`board_id`) REFERENCES `boards`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `board_operations_board` ON `board_operations` (`board_id`,`number`);--> statement-breakpoint
CREATE TABLE `boards` (
	`id` text PRIMARY KEY NOT NULL,
	`space_id` text NOT NULL,
	`title` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`last_operation` integer DEFAULT 0 NOT NULL,
	`snapshot` text,
	`snapshot_at` integer DEFAULT 0 NOT NULL,
	`thumbnail` text
);
--> statement-breakpoint
CREATE INDEX `boards_space` ON `boards` (`space_id`,`changed_at`);