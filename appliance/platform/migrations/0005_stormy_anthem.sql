CREATE TABLE `attendants` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`number` text NOT NULL,
	`definition` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attendants_number_unique` ON `attendants` (`number`);--> statement-breakpoint
CREATE TABLE `hunt_groups` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`number` text NOT NULL,
	`strategy` text NOT NULL,
	`seconds_per_turn` integer NOT NULL,
	`overflow` text,
	`members` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `hunt_groups_number_unique` ON `hunt_groups` (`number`);--> statement-breakpoint
CREATE TABLE `outside_numbers` (
	`number` text PRIMARY KEY NOT NULL,
	`reaches` text,
	`address` text
);
--> statement-breakpoint
CREATE TABLE `trunks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`priority` integer NOT NULL,
	`definition` text NOT NULL,
	`secret` text
);
