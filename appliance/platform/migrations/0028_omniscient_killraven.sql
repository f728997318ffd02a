ALTER TABLE `boards` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `voicemails` ADD `deleted_at` integer;