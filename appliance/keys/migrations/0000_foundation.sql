CREATE TABLE `content_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`resource` text,
	`creator` text NOT NULL,
	`key_encryption_key` text NOT NULL,
	`wrapped` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`key_encryption_key`) REFERENCES `key_encryption_keys`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `content_keys_resource` ON `content_keys` (`resource`);--> statement-breakpoint
CREATE TABLE `grants` (
	`resource` text NOT NULL,
	`principal` text NOT NULL,
	PRIMARY KEY(`resource`, `principal`)
);
--> statement-breakpoint
CREATE TABLE `key_encryption_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`wrapped` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `resources` (
	`id` text PRIMARY KEY NOT NULL,
	`current_key` text NOT NULL
);
