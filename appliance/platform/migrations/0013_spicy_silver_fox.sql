CREATE TABLE `outside_stops` (
	`person_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`calls` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outside_usage` (
	`person_id` text NOT NULL,
	`day` text NOT NULL,
	`seconds` integer NOT NULL,
	PRIMARY KEY(`person_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `outside_limits` (
	`id` integer PRIMARY KEY NOT NULL,
	`limits` text NOT NULL
);
