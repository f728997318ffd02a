ALTER TABLE `call_records` ADD `picture_codec` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `call_records` ADD `picture_packets_received` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `call_records` ADD `picture_packets_lost` integer DEFAULT 0 NOT NULL;