CREATE TABLE `meeting_attendance` (
	`participant_id` text PRIMARY KEY NOT NULL,
	`meeting_id` text NOT NULL,
	`person_id` text,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`joined_at` integer NOT NULL,
	`left_at` integer,
	FOREIGN KEY (`meeting_id`) REFERENCES `meeting_records`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `meeting_attendance_meeting` ON `meeting_attendance` (`meeting_id`,`joined_at`);--> statement-breakpoint
CREATE TABLE `meeting_records` (
	`id` text PRIMARY KEY NOT NULL,
	`space_id` text NOT NULL,
	`host` text NOT NULL,
	`seq` integer NOT NULL,
	`started_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`ended_at` integer,
	`end_seq` integer
);
--> statement-breakpoint
CREATE INDEX `meeting_records_space` ON `meeting_records` (`space_id`,`seq`);