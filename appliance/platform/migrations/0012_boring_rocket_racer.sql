CREATE TABLE `domains` (
	`domain` text PRIMARY KEY NOT NULL,
	`outgoing` integer NOT NULL,
	`incoming` integer NOT NULL,
	`verify` integer NOT NULL,
	`authority` text
);
