CREATE TABLE `mails` (
	`id` text PRIMARY KEY NOT NULL,
	`recipient` text NOT NULL,
	`purpose` text NOT NULL,
	`content` blob NOT NULL,
	`created_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`error` text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mails_next` ON `mails` (`next_at`);