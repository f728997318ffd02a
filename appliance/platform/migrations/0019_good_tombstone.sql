CREATE TABLE `running_calls` (
	`id` text PRIMARY KEY NOT NULL,
	`call` text NOT NULL,
	`seen_at` integer NOT NULL
);
