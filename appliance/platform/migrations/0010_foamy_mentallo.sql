CREATE INDEX `call_records_peer` ON `call_records` (`peer_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `call_records_number` ON `call_records` (`peer_number`,`started_at`);--> statement-breakpoint
CREATE INDEX `call_records_call` ON `call_records` (`call_id`);