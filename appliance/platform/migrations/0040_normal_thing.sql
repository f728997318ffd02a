CREATE TABLE `call_prices` (
	`destination` text PRIMARY KEY NOT NULL,
	`price` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outside_spending` (
	`payer` text NOT NULL,
	`day` text NOT NULL,
	`milliseconds` integer NOT NULL,
	`cost` integer NOT NULL,
	PRIMARY KEY(`payer`, `day`)
);
--> statement-breakpoint
CREATE TABLE `spending_limits` (
	`id` integer PRIMARY KEY NOT NULL,
	`limits` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `call_records` ADD `cost` integer;