CREATE TABLE `shared_lines` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`number` text NOT NULL,
	`seconds` integer NOT NULL,
	`members` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shared_lines_number_unique` ON `shared_lines` (`number`);