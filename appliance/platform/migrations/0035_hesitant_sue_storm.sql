CREATE TABLE `outbound_routes` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`destinations` text NOT NULL,
	`trunks` text NOT NULL,
	`then_others` integer NOT NULL
);
