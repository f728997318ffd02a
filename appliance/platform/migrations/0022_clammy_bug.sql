CREATE TABLE `care_desks` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`skills` text NOT NULL,
	`answer_within` integer NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer
);
--> statement-breakpoint
CREATE TABLE `care_experts` (
	`desk_id` text NOT NULL,
	`person_id` text NOT NULL,
	`skills` text NOT NULL,
	`lead` integer NOT NULL,
	`on_duty` integer DEFAULT true NOT NULL,
	PRIMARY KEY(`desk_id`, `person_id`),
	FOREIGN KEY (`desk_id`) REFERENCES `care_desks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `care_offers` (
	`request_id` text NOT NULL,
	`person_id` text NOT NULL,
	`offered_at` integer NOT NULL,
	`passed_at` integer,
	PRIMARY KEY(`request_id`, `person_id`),
	FOREIGN KEY (`request_id`) REFERENCES `care_requests`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `care_offers_person` ON `care_offers` (`person_id`,`offered_at`);--> statement-breakpoint
CREATE TABLE `care_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`desk_id` text NOT NULL,
	`skill_id` text,
	`space_id` text NOT NULL,
	`asker_id` text NOT NULL,
	`asked_at` integer NOT NULL,
	`answered_by` text,
	`answered_at` integer,
	`escalated_at` integer,
	`solved_at` integer,
	`deadline` integer,
	FOREIGN KEY (`desk_id`) REFERENCES `care_desks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `care_requests_space` ON `care_requests` (`space_id`);--> statement-breakpoint
CREATE INDEX `care_requests_desk` ON `care_requests` (`desk_id`,`asked_at`);