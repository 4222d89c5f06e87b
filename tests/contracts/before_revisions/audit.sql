BEGIN TRANSACTION;
CREATE TABLE audit (
	number INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	line TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "audit" VALUES(1,'2026-11-27T03:31:57.968+00:00','','started','{"action":"started","actor":"","address":"","at":"2026-11-27T03:31:57.968+00:00","name":"","number":1,"target":"","via":""}','b8db60a16e71ac46dbd08d8257e9450518cbc5acd68c656fe1c402dd6e877f85');
CREATE TABLE audit_ends (
	name TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "audit_ends" VALUES('before',0,'0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "audit_ends" VALUES('last',1,'b8db60a16e71ac46dbd08d8257e9450518cbc5acd68c656fe1c402dd6e877f85');
CREATE INDEX ix_audit_actor ON audit (actor);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_audit_action ON audit (action);
COMMIT;
