CREATE TABLE `index_keys` (
	`resource` text PRIMARY KEY NOT NULL,
	`key_encryption_key` text NOT NULL,
	`wrapped` text NOT NULL,
	FOREIGN KEY (`key_encryption_key`) REFERENCES `key_encryption_keys`(`id`) ON UPDATE no action ON DELETE no action
);
