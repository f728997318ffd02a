ALTER TABLE `files` ADD `seq` integer;--> statement-breakpoint
CREATE INDEX `files_seq` ON `files` (`seq`,`space_id`);--> statement-breakpoint
UPDATE `files` SET `seq` = (SELECT `seq` FROM `messages` WHERE `messages`.`id` = `files`.`message_id`) WHERE `message_id` IS NOT NULL;
