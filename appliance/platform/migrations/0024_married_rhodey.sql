PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_care_experts` (
	`desk_id` text NOT NULL,
	`person_id` text NOT NULL,
	`skills` text,
	`lead` integer NOT NULL,
	`on_duty` integer DEFAULT true NOT NULL,
	PRIMARY KEY(`desk_id`, `person_id`),
	FOREIGN KEY (`desk_id`) REFERENCES `care_desks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_care_experts`("desk_id", "person_id", "skills", "lead", "on_duty") SELECT "desk_id", "person_id", "skills", "lead", "on_duty" FROM `care_experts`;--> statement-breakpoint
DROP TABLE `care_experts`;--> statement-breakpoint
ALTER TABLE `__new_care_experts` RENAME TO `care_experts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `care_offers_open` ON `care_offers` (`person_id`) WHERE "care_offers"."passed_at" is null;--> statement-breakpoint
CREATE INDEX `care_requests_open` ON `care_requests` (`asker_id`) WHERE "care_requests"."solved_at" is null;