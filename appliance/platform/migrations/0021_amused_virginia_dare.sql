CREATE TABLE `digests` (
	`person_id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`sent_at` integer NOT NULL
);
