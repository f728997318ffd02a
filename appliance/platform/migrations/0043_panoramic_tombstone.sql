ALTER TABLE `call_records` ADD `conference` text;--> statement-breakpoint
CREATE INDEX `call_records_conference` ON `call_records` (`conference`) WHERE conference is not null;