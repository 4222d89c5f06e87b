BEGIN TRANSACTION;
CREATE TABLE channel_leads (
	channel TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	until FLOAT NOT NULL, 
	PRIMARY KEY (channel)
);
CREATE TABLE channel_letters (
	seq INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	chat TEXT NOT NULL, 
	sent_at FLOAT NOT NULL, 
	taken_at FLOAT NOT NULL, 
	due_at FLOAT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	claim TEXT NOT NULL, 
	claimed_until FLOAT NOT NULL, 
	note TEXT NOT NULL, 
	answer_id TEXT NOT NULL, 
	problem TEXT NOT NULL, 
	ended_at FLOAT, 
	payload TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE ("key")
);
CREATE TABLE channel_posts (
	"key" TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	sent_at FLOAT, 
	payload TEXT NOT NULL, 
	PRIMARY KEY ("key", place), 
	FOREIGN KEY("key") REFERENCES channel_letters ("key") ON DELETE CASCADE
);
CREATE TABLE channel_subscriptions (
	"key" TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	language TEXT NOT NULL, 
	since FLOAT NOT NULL, 
	payload TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE channel_tellings (
	reader TEXT NOT NULL, 
	fact TEXT NOT NULL, 
	PRIMARY KEY (reader, fact)
);
CREATE TABLE checks (
	stated TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	span_start INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	inputs TEXT NOT NULL, 
	formula TEXT NOT NULL, 
	computed TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	PRIMARY KEY (stated), 
	FOREIGN KEY(stated) REFERENCES figures (id) ON DELETE CASCADE, 
	FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
CREATE TABLE conversations (
	id TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	title TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	updated_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE corrections (
	sha256 TEXT NOT NULL, 
	collection TEXT NOT NULL, 
	name TEXT NOT NULL, 
	found TEXT NOT NULL, 
	told TEXT NOT NULL, 
	print TEXT NOT NULL, 
	PRIMARY KEY (sha256, collection)
);
CREATE TABLE documents (
	"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	title TEXT NOT NULL, 
	department TEXT NOT NULL, 
	region TEXT NOT NULL, 
	years TEXT NOT NULL, 
	aliases TEXT NOT NULL, 
	supersedes TEXT, 
	collection TEXT NOT NULL, 
	warnings TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	embedded BOOLEAN NOT NULL, 
	edition INTEGER NOT NULL, 
	superseded_by TEXT, 
	same_as TEXT, 
	by_hand TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	unsure TEXT NOT NULL, 
	print TEXT NOT NULL, 
	text TEXT NOT NULL, 
	pages TEXT NOT NULL, 
	sections TEXT NOT NULL, 
	tables TEXT NOT NULL, 
	UNIQUE (sha256, collection), 
	UNIQUE (id)
);
INSERT INTO "documents" VALUES(1,'a01830c223c5a981','林业局2021.txt','a01830c223c5a9811fcff6547c4f65ad5d27ae35fafa64defc71d4a06f09d8c6','text/plain','self_evaluation','汐川县林业局2021年度部门整体支出绩效自评报告（虚构样例）','汐川县林业局','汐川县','[2021]','["县林业局","林业局"]',NULL,'default','[]','2026-11-27T03:31:54+00:00',1,0,NULL,NULL,'[]',0,'[]','70:BA2gkwd49rsImd3WCQ5EZg5IK+gT5J3AFYkbDhbGNl0cW5DUJFtaxCSgqCEpUVtFLoXGLTBcUe8yoELxMt6zvjwxGfU8VyhmP9ss5EAHKatAnIX+QWdlJEsT+q9OAK9nXJ8Pf2EKsKdihP57ZOQG223EnxZvZVLXeIsiSHlejDx5vH0Dex+xioehkUOI3GzUjeBd15PRCZKT+fr6nhi6oaSX2y2uEpw2uVwwZLrcYdS7DLIcv97bdMFgtF/C2xKNw/Ux5cVpj0jHP332x34E49SYlDjZBM1g2hIiTuBHv6TjO2sI5ILP3OaIagHqpct/9XbupPkRn6T7d/RG:JH74NiypyVfjo17t','汐川县林业局2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数500.00万元，执行数450.50万元。

二、存在的主要问题

存在的主要问题：林业局的项目前期准备不足。
','[]','[[["一、预算执行情况"],[32,40],[32,70]],[["二、存在的主要问题"],[70,79],[70,103]]]','[]');
INSERT INTO "documents" VALUES(2,'c0e87c3843b9a7d5','水利局2021.txt','c0e87c3843b9a7d5976b2b3f0deb9c6ba4a68383ff45eb14a426ce5259f9851f','text/plain','self_evaluation','汐川县水利局2021年度部门整体支出绩效自评报告（虚构样例）','汐川县水利局','汐川县','[2021]','["县水利局","水利局"]',NULL,'default','[]','2026-11-27T03:31:54+00:00',1,0,NULL,NULL,'[]',0,'[]','70:BA2gkwd49rsImd3WCQ5EZg5IK+gT5J3AFX+WzxXRhv0WxjZdJFtaxCSgqCEpUVtFLMphMjBcUe8yoELxMt6zvjUpEeE8MRn1PLGeNT/bLORAnIX+QWdlJE4Ar2dcnw9/YQqwp2KE/ntk5Abbac2KKG3EnxZvZVLXeIsiSHm8fQN7H7GKh6GRQ4gvO2iI3GzUjeBd15PRCZKT+fr6lFwmd54YuqGe/e5NpJfbLacxut+uEpw2uVwwZLrcYdS7DLIcv97bdMLbEo3FaY9Ixz999tSYlDjZBM1g2hIiTtq20OXgR7+k4ztrCOaIagHqpct/9XbupPkRn6T7d/RG:LKZrZeOjXu3u1f1S','汐川县水利局2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数800.00万元，执行数640.50万元。

二、存在的主要问题

存在的主要问题：水利局的项目前期准备不足。
','[]','[[["一、预算执行情况"],[32,40],[32,70]],[["二、存在的主要问题"],[70,79],[70,103]]]','[]');
INSERT INTO "documents" VALUES(3,'43cb0d0f81f93956','文化馆2021.txt','43cb0d0f81f939562b925ad2c431aec15ce9c31c940c7f97ed20d0e0e39a7302','text/plain','self_evaluation','汐川县文化馆2021年度部门整体支出绩效自评报告（虚构样例）','汐川县文化馆','汐川县','[2021]','["县文化馆","文化馆"]',NULL,'default','[]','2026-11-27T03:31:54+00:00',1,0,NULL,NULL,'[]',0,'[]','70:AWYdcQQNoJMHePa7CJnd1gkORGYLEw80Dkgr6BPkncAWxjZdJFtaxCSgqCEpUVtFMFxR7zKgQvE8MRn1P9ss5ECchf5BZ2UkSNdHX04Ar2dP/zvMXJ8Pf2EKsKdihP57ZOQG22c3YqloIMzYbcSfFm9lUtd5vH0Dex+xiocHzwOHoZFDiNxs1I3gXdeT0QmSk/n6+p4YuqGkl9strhKcNrlcMGS63GHUuwyyHL/e23TC2xKNwzgMEsVpj0jHP3321JiUONkEzWDaEiJO4Ee/pOMgT7njO2sI5ohqAeqly3/wel3D8xJmZPV27qT5EZ+k+X4zW/pY0s77d/RG:Yxd2dWmEr+njo17t','汐川县文化馆2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数90.00万元，执行数88.50万元。

二、存在的主要问题

存在的主要问题：文化馆的项目前期准备不足。
','[]','[[["一、预算执行情况"],[32,40],[32,68]],[["二、存在的主要问题"],[68,77],[68,101]]]','[]');
CREATE TABLE doors (
	answer_id TEXT NOT NULL, 
	door TEXT NOT NULL, 
	PRIMARY KEY (answer_id), 
	FOREIGN KEY(answer_id) REFERENCES turns (answer_id) ON DELETE CASCADE
);
CREATE TABLE figures (
	id TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	value TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	bound TEXT NOT NULL, 
	upper TEXT, 
	measure TEXT NOT NULL, 
	indicator TEXT, 
	subject TEXT NOT NULL, 
	department TEXT NOT NULL, 
	period_start TEXT, 
	period_end TEXT, 
	role TEXT NOT NULL, 
	clause_start INTEGER NOT NULL, 
	clause_end INTEGER NOT NULL, 
	section TEXT NOT NULL, 
	cell TEXT, 
	page INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "figures" VALUES('a01830c223c5a981-47','a01830c223c5a981',47,55,'500.00','万元','exact',NULL,'全年预算数','annual_budget','','汐川县林业局','2021','2021','budget',42,68,'["一、预算执行情况"]',NULL,NULL);
INSERT INTO "figures" VALUES('a01830c223c5a981-59','a01830c223c5a981',59,67,'450.50','万元','exact',NULL,'执行数','executed','','汐川县林业局','2021','2021','actual',42,68,'["一、预算执行情况"]',NULL,NULL);
INSERT INTO "figures" VALUES('c0e87c3843b9a7d5-47','c0e87c3843b9a7d5',47,55,'800.00','万元','exact',NULL,'全年预算数','annual_budget','','汐川县水利局','2021','2021','budget',42,68,'["一、预算执行情况"]',NULL,NULL);
INSERT INTO "figures" VALUES('c0e87c3843b9a7d5-59','c0e87c3843b9a7d5',59,67,'640.50','万元','exact',NULL,'执行数','executed','','汐川县水利局','2021','2021','actual',42,68,'["一、预算执行情况"]',NULL,NULL);
INSERT INTO "figures" VALUES('43cb0d0f81f93956-47','43cb0d0f81f93956',47,54,'90.00','万元','exact',NULL,'全年预算数','annual_budget','','汐川县文化馆','2021','2021','budget',42,66,'["一、预算执行情况"]',NULL,NULL);
INSERT INTO "figures" VALUES('43cb0d0f81f93956-58','43cb0d0f81f93956',58,65,'88.50','万元','exact',NULL,'执行数','executed','','汐川县文化馆','2021','2021','actual',42,66,'["一、预算执行情况"]',NULL,NULL);
CREATE TABLE gold_cases (
	set_name TEXT NOT NULL, 
	id TEXT NOT NULL, 
	record TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	by_whom TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (set_name, id)
);
INSERT INTO "gold_cases" VALUES('own','a','{"id": "a", "kind": "k", "language": "zh", "question": "问", "status": "answered"}','','ann','2026-11-27T03:31:57+00:00');
CREATE TABLE hand_figures (
	sha256 TEXT NOT NULL, 
	collection TEXT NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	"instead" TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	period TEXT NOT NULL, 
	department TEXT NOT NULL, 
	by_whom TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (sha256, collection, span_start, span_end)
);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('generation',6);
INSERT INTO "meta" VALUES('version',4);
CREATE TABLE opinions (
	id TEXT NOT NULL, 
	answer_id TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	figure TEXT NOT NULL, 
	question TEXT NOT NULL, 
	collections TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE passages (
	"row" INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	document_id TEXT NOT NULL, 
	span_start INTEGER NOT NULL, 
	span_end INTEGER NOT NULL, 
	headings TEXT NOT NULL, 
	PRIMARY KEY ("row"), 
	UNIQUE (id), 
	FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "passages" VALUES(16777216,'a01830c223c5a981-p0001','a01830c223c5a981',0,30,'[]');
INSERT INTO "passages" VALUES(16777217,'a01830c223c5a981-p0002','a01830c223c5a981',42,68,'["一、预算执行情况"]');
INSERT INTO "passages" VALUES(16777218,'a01830c223c5a981-p0003','a01830c223c5a981',81,102,'["二、存在的主要问题"]');
INSERT INTO "passages" VALUES(33554432,'c0e87c3843b9a7d5-p0001','c0e87c3843b9a7d5',0,30,'[]');
INSERT INTO "passages" VALUES(33554433,'c0e87c3843b9a7d5-p0002','c0e87c3843b9a7d5',42,68,'["一、预算执行情况"]');
INSERT INTO "passages" VALUES(33554434,'c0e87c3843b9a7d5-p0003','c0e87c3843b9a7d5',81,102,'["二、存在的主要问题"]');
INSERT INTO "passages" VALUES(50331648,'43cb0d0f81f93956-p0001','43cb0d0f81f93956',0,30,'[]');
INSERT INTO "passages" VALUES(50331649,'43cb0d0f81f93956-p0002','43cb0d0f81f93956',42,66,'["一、预算执行情况"]');
INSERT INTO "passages" VALUES(50331650,'43cb0d0f81f93956-p0003','43cb0d0f81f93956',79,100,'["二、存在的主要问题"]');
CREATE TABLE readings (
	document_id TEXT NOT NULL, 
	path TEXT NOT NULL, 
	pages INTEGER NOT NULL, 
	scanned INTEGER NOT NULL, 
	tables INTEGER NOT NULL, 
	figures INTEGER NOT NULL, 
	passages INTEGER NOT NULL, 
	unread TEXT NOT NULL, 
	seconds FLOAT NOT NULL, 
	PRIMARY KEY (document_id), 
	FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE
);
INSERT INTO "readings" VALUES('a01830c223c5a981','',0,0,0,2,3,'[]',0.274);
INSERT INTO "readings" VALUES('c0e87c3843b9a7d5','',0,0,0,2,3,'[]',0.004);
INSERT INTO "readings" VALUES('43cb0d0f81f93956','',0,0,0,2,3,'[]',0.004);
CREATE TABLE refusals (
	path TEXT NOT NULL, 
	collection TEXT NOT NULL, 
	reason_zh TEXT NOT NULL, 
	reason_en TEXT NOT NULL, 
	at TEXT NOT NULL, 
	PRIMARY KEY (path, collection)
);
CREATE TABLE replies (
	name TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	status INTEGER NOT NULL, 
	media_type TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE turns (
	answer_id TEXT NOT NULL, 
	conversation_id TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	question TEXT NOT NULL, 
	asked_at TEXT NOT NULL, 
	collections TEXT NOT NULL, 
	plain TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	PRIMARY KEY (answer_id), 
	FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE TABLE warning_events (
	seq INTEGER NOT NULL, 
	fact TEXT NOT NULL, 
	place INTEGER NOT NULL, 
	what TEXT NOT NULL, 
	by_whom TEXT NOT NULL, 
	at TEXT NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (fact, place)
);
INSERT INTO "warning_events" VALUES(1,'dfbf4d03aaaa753b9fba',1,'raised','','2026-11-27T03:31:57+00:00','');
CREATE TABLE warning_facts (
	fact TEXT NOT NULL, 
	state TEXT NOT NULL, 
	collections TEXT NOT NULL, 
	about TEXT NOT NULL, 
	PRIMARY KEY (fact)
);
INSERT INTO "warning_facts" VALUES('dfbf4d03aaaa753b9fba','open','["default"]','{"rule": "lag", "kind": "behind", "zh": "支出进度滞后", "en": "Spending lags", "department": "汐川县水利局", "project": "", "year": 2021, "month": 12}');
CREATE TABLE word_documents (
	first INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	document INTEGER, 
	lengths BLOB NOT NULL, 
	PRIMARY KEY (first)
);
INSERT INTO "word_documents" VALUES(0,3,1,X'310000002C00000034000000');
INSERT INTO "word_documents" VALUES(3,6,2,X'310000002C00000034000000');
INSERT INTO "word_documents" VALUES(6,9,3,X'310000002C00000034000000');
CREATE TABLE word_places (
	segment INTEGER NOT NULL, 
	word TEXT NOT NULL, 
	held INTEGER NOT NULL, 
	places BLOB NOT NULL, 
	PRIMARY KEY (segment, word)
)
 WITHOUT ROWID

;
INSERT INTO "word_places" VALUES(1,'2021',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'450.50',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'500.00',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'一',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'万元',1,X'0100000002');
INSERT INTO "word_places" VALUES(1,'不足',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'业局',3,X'000000000301000000020200000003');
INSERT INTO "word_places" VALUES(1,'主要',1,X'0200000002');
INSERT INTO "word_places" VALUES(1,'二',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'体支',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'全年',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'况全',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'准备',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'出绩',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'前期',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'县林',3,X'000000000301000000020200000002');
INSERT INTO "word_places" VALUES(1,'在的',1,X'0200000002');
INSERT INTO "word_places" VALUES(1,'备不',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'存在',1,X'0200000002');
INSERT INTO "word_places" VALUES(1,'局的',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'川县',3,X'000000000301000000020200000002');
INSERT INTO "word_places" VALUES(1,'年度',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'年预',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'度部',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'情况',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'执行',1,X'0100000002');
INSERT INTO "word_places" VALUES(1,'报告',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'支出',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'效自',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'整体',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'期准',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'构样',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'林业',3,X'000000000301000000020200000003');
INSERT INTO "word_places" VALUES(1,'样例',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'汐川',3,X'000000000301000000020200000002');
INSERT INTO "word_places" VALUES(1,'的主',1,X'0200000002');
INSERT INTO "word_places" VALUES(1,'的项',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'目前',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'算执',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'算数',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'绩效',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'自评',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'虚构',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'行情',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'行数',1,X'0100000001');
INSERT INTO "word_places" VALUES(1,'要问',1,X'0200000002');
INSERT INTO "word_places" VALUES(1,'评报',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'部门',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'门整',3,X'000000000201000000010200000001');
INSERT INTO "word_places" VALUES(1,'问题',1,X'0200000002');
INSERT INTO "word_places" VALUES(1,'项目',1,X'0200000001');
INSERT INTO "word_places" VALUES(1,'预算',1,X'0100000002');
INSERT INTO "word_places" VALUES(1,'题存',1,X'0200000001');
INSERT INTO "word_places" VALUES(2,'2021',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'640.50',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'800.00',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'一',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'万元',1,X'0400000002');
INSERT INTO "word_places" VALUES(2,'不足',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'主要',1,X'0500000002');
INSERT INTO "word_places" VALUES(2,'二',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'体支',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'全年',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'况全',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'准备',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'出绩',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'利局',3,X'030000000304000000020500000003');
INSERT INTO "word_places" VALUES(2,'前期',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'县水',3,X'030000000304000000020500000002');
INSERT INTO "word_places" VALUES(2,'在的',1,X'0500000002');
INSERT INTO "word_places" VALUES(2,'备不',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'存在',1,X'0500000002');
INSERT INTO "word_places" VALUES(2,'局的',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'川县',3,X'030000000304000000020500000002');
INSERT INTO "word_places" VALUES(2,'年度',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'年预',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'度部',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'情况',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'执行',1,X'0400000002');
INSERT INTO "word_places" VALUES(2,'报告',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'支出',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'效自',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'整体',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'期准',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'构样',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'样例',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'水利',3,X'030000000304000000020500000003');
INSERT INTO "word_places" VALUES(2,'汐川',3,X'030000000304000000020500000002');
INSERT INTO "word_places" VALUES(2,'的主',1,X'0500000002');
INSERT INTO "word_places" VALUES(2,'的项',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'目前',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'算执',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'算数',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'绩效',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'自评',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'虚构',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'行情',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'行数',1,X'0400000001');
INSERT INTO "word_places" VALUES(2,'要问',1,X'0500000002');
INSERT INTO "word_places" VALUES(2,'评报',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'部门',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'门整',3,X'030000000204000000010500000001');
INSERT INTO "word_places" VALUES(2,'问题',1,X'0500000002');
INSERT INTO "word_places" VALUES(2,'项目',1,X'0500000001');
INSERT INTO "word_places" VALUES(2,'预算',1,X'0400000002');
INSERT INTO "word_places" VALUES(2,'题存',1,X'0500000001');
INSERT INTO "word_places" VALUES(3,'2021',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'88.50',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'90.00',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'一',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'万元',1,X'0700000002');
INSERT INTO "word_places" VALUES(3,'不足',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'主要',1,X'0800000002');
INSERT INTO "word_places" VALUES(3,'二',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'体支',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'全年',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'况全',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'准备',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'出绩',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'前期',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'化馆',3,X'060000000307000000020800000003');
INSERT INTO "word_places" VALUES(3,'县文',3,X'060000000307000000020800000002');
INSERT INTO "word_places" VALUES(3,'在的',1,X'0800000002');
INSERT INTO "word_places" VALUES(3,'备不',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'存在',1,X'0800000002');
INSERT INTO "word_places" VALUES(3,'川县',3,X'060000000307000000020800000002');
INSERT INTO "word_places" VALUES(3,'年度',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'年预',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'度部',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'情况',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'执行',1,X'0700000002');
INSERT INTO "word_places" VALUES(3,'报告',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'支出',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'效自',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'整体',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'文化',3,X'060000000307000000020800000003');
INSERT INTO "word_places" VALUES(3,'期准',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'构样',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'样例',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'汐川',3,X'060000000307000000020800000002');
INSERT INTO "word_places" VALUES(3,'的主',1,X'0800000002');
INSERT INTO "word_places" VALUES(3,'的项',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'目前',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'算执',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'算数',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'绩效',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'自评',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'虚构',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'行情',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'行数',1,X'0700000001');
INSERT INTO "word_places" VALUES(3,'要问',1,X'0800000002');
INSERT INTO "word_places" VALUES(3,'评报',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'部门',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'门整',3,X'060000000207000000010800000001');
INSERT INTO "word_places" VALUES(3,'问题',1,X'0800000002');
INSERT INTO "word_places" VALUES(3,'项目',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'预算',1,X'0700000002');
INSERT INTO "word_places" VALUES(3,'题存',1,X'0800000001');
INSERT INTO "word_places" VALUES(3,'馆的',1,X'0800000001');
CREATE TABLE word_segments (
	id INTEGER NOT NULL, 
	level INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "word_segments" VALUES(1,0,0);
INSERT INTO "word_segments" VALUES(2,0,3);
INSERT INTO "word_segments" VALUES(3,0,6);
CREATE INDEX documents_by_department ON documents (department, collection);
CREATE INDEX ix_passages_document_id ON passages (document_id);
CREATE INDEX figures_by_place ON figures (document_id, span_start, span_end);
CREATE INDEX figures_by_indicator ON figures (indicator, document_id);
CREATE INDEX figures_by_department ON figures (department, document_id);
CREATE INDEX ix_checks_document_id ON checks (document_id);
CREATE INDEX ix_corrections_name ON corrections (name);
CREATE INDEX ix_word_documents_document ON word_documents (document);
CREATE INDEX ix_word_documents_end ON word_documents ("end");
CREATE INDEX ix_conversations_owner ON conversations (owner);
CREATE INDEX ix_opinions_answer_id ON opinions (answer_id);
CREATE INDEX ix_replies_created_at ON replies (created_at);
CREATE INDEX ix_turns_conversation_id ON turns (conversation_id);
CREATE INDEX channel_letters_open ON channel_letters (state, chat, sent_at, seq);
CREATE INDEX channel_posts_sent ON channel_posts (sent_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('documents',3);
COMMIT;
