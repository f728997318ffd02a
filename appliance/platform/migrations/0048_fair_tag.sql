CREATE TABLE `sip_subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`event` text NOT NULL,
	`kept` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sip_subscriptions_expiry` ON `sip_subscriptions` (`expires_at`);