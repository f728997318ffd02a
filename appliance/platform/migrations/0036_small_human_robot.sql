CREATE TABLE `call_courses` (
	`record` text PRIMARY KEY NOT NULL,
	`course` text NOT NULL,
	FOREIGN KEY (`record`) REFERENCES `call_records`(`id`) ON UPDATE no action ON DELETE cascade
);
