BEGIN TRANSACTION;
CREATE TABLE access_meta (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "access_meta" VALUES('generation',1);
CREATE TABLE grants (
	group_name TEXT NOT NULL, 
	collection TEXT NOT NULL, 
	PRIMARY KEY (group_name, collection)
);
INSERT INTO "grants" VALUES('everyone','default');
CREATE TABLE identities (
	kind TEXT NOT NULL, 
	identity TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	PRIMARY KEY (kind, identity), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE keys (
	id TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	permissions TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	expires_at TEXT, 
	used_at TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (digest)
);
CREATE TABLE members (
	user_id TEXT NOT NULL, 
	group_name TEXT NOT NULL, 
	PRIMARY KEY (user_id, group_name), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE sessions (
	id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	expires_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE users (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	display TEXT NOT NULL, 
	roles TEXT NOT NULL, 
	password TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "users" VALUES('c0cd086327524749','root','root','admin','$argon2id$v=19$m=65536,t=3,p=4$Eb0u9NVK3GjERVi7svi6xQ$OaR3gVWfFXHMFUKQ/dNoGT4c6gpn1s8sLLxQomCSXm4',1,'2026-11-27T03:31:57+00:00');
CREATE INDEX ix_keys_user_id ON keys (user_id);
CREATE INDEX ix_sessions_user_id ON sessions (user_id);
CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);
CREATE INDEX ix_identities_user_id ON identities (user_id);
COMMIT;
