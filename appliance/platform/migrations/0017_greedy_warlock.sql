ALTER TABLE `people` ADD `expires_at` integer;--> statement-breakpoint
ALTER TABLE `people` ADD `invited_by` text;--> statement-breakpoint
CREATE INDEX `events_subject` ON `events` (`subject`,`seq`);