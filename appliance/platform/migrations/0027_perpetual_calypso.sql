CREATE TABLE `attendant_versions` (
	`id` text PRIMARY KEY NOT NULL,
	`attendant_id` text NOT NULL,
	`at` integer NOT NULL,
	`person_id` text,
	`name` text NOT NULL,
	`number` text NOT NULL,
	`definition` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attendant_versions_attendant` ON `attendant_versions` (`attendant_id`,`at`);