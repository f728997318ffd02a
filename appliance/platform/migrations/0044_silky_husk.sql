CREATE TABLE `emergency_locations` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`networks` text NOT NULL,
	`address` text NOT NULL,
	`spoken` text
);
