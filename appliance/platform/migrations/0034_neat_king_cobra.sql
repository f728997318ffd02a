ALTER TABLE `boards` ADD `seq` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `boards_seq` ON `boards` (`space_id`,`seq`);--> statement-breakpoint
UPDATE `boards` SET `seq` = coalesce((SELECT `seq` FROM `events` WHERE `events`.`subject` = `boards`.`id` AND `events`.`kind` = 'board.created'), 0);
