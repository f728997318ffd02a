CREATE TABLE `call_records` (
	`id` text PRIMARY KEY NOT NULL,
	`call_id` text NOT NULL,
	`person_id` text NOT NULL,
	`direction` text NOT NULL,
	`peer_id` text,
	`peer_name` text NOT NULL,
	`peer_number` text NOT NULL,
	`started_at` integer NOT NULL,
	`answered_at` integer,
	`ended_at` integer NOT NULL,
	`outcome` text NOT NULL,
	`status` integer,
	`transport` text NOT NULL,
	`encryption` text NOT NULL,
	`codec` text NOT NULL,
	`packets_received` integer NOT NULL,
	`packets_lost` integer NOT NULL,
	`jitter` integer NOT NULL,
	`round_trip` integer
);
--> statement-breakpoint
CREATE INDEX `call_records_person` ON `call_records` (`person_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `call_records_started` ON `call_records` (`started_at`);