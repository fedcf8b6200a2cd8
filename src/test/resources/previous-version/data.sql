-- schema version 25

COPY account (name, password_hash, role, agent, active, created_at) FROM stdin;
ana	$argon2id$v=19$m=19456,t=2,p=1$/uRog0VMj7z9reQ7mf4oJw$ZqUjz+gh4W8DrVZ1dtKoIx980KNOXD3vWFHft9dSzYw	agent	ana	t	2026-11-27 22:20:40.379904+00
chantal	$argon2id$v=19$m=19456,t=2,p=1$NO0DNdmYW3tgL5teCjZF4w$wFfKPFnhTtf0fmt7PpWiTjMfRc4jIflx36LjL5yyssU	agent	chantal	t	2026-11-27 22:20:40.73994+00
bram	$argon2id$v=19$m=19456,t=2,p=1$pjH6R2yiKsJ6n7nThKGUvA$F8EMvYb/1zO3V1ORNybAlSyTr9J89LYJ5dLKRZOUFWo	agent	bram	t	2026-11-27 22:20:40.759938+00
esra	$argon2id$v=19$m=19456,t=2,p=1$2m/wBXWyGvHhVfUiVMHS1A$Ox8csMeHMdzSebuu/lwo/8fAAZp7J7qw0xQxuJ/Hywg	agent	esra	t	2026-11-27 22:20:40.980146+00
daan	$argon2id$v=19$m=19456,t=2,p=1$A/jvsslljz1RWjfqcV/B0g$07zpxhtJSg9akEbjOdZG/f0SdbIdqx7W10LdrIIq52A	agent	daan	t	2026-11-27 22:20:41.312074+00
femke	$argon2id$v=19$m=19456,t=2,p=1$d4tq1rHH9BxMBydpaXvi4g$pTSTAutRkNEocvSnd8i057b6I9HJr3KEFvmqR1Ws8Oo	agent	femke	t	2026-11-27 22:20:41.441164+00
gijs	$argon2id$v=19$m=19456,t=2,p=1$6FJviZT76/C4pnP5hGaSug$xoTVwsZLcJqLbQaFKfjD+47Fad4WWOGUKz7K4rrJqWg	agent	gijs	t	2026-11-27 22:20:41.96808+00
ivo	$argon2id$v=19$m=19456,t=2,p=1$hcEtLWCs+UkDpoa3aZzQsg$jtCEjYTamyP9Qs3PF1iwZV/GdtuOYDtVnP2d5UXFHO4	agent	ivo	t	2026-11-27 22:20:42.163983+00
hanna	$argon2id$v=19$m=19456,t=2,p=1$y/Kb+2wG9Vra5cD9Xo3PqQ$F5A3HBlw5hk4iTxJ/04XvBZY7evrtJ+Rwc2bL1VgfeM	agent	hanna	t	2026-11-27 22:20:42.277259+00
supervisor	$argon2id$v=19$m=19456,t=2,p=1$R3hJCBqIxytrh9sfJz3NUQ$Xw0M1TpUd1U2yRskMeuRT1b5L9Zdtn9KVQNUvbMP0N4	supervisor	\N	t	2026-11-27 22:20:42.387791+00
admin	$argon2id$v=19$m=19456,t=2,p=1$QQiU+oN8kV+XlfQhR9SZVw$e0xCHdkAeAqpB4yIvQgcCwYvBV2m7DFBBtx6tjWLGLg	admin	\N	t	2026-11-27 22:20:37.036657+00
\.

COPY agent (id, name, department, address, active, body) FROM stdin;
ana	Ana de Wit	shipping	client:ana	t	{"id": "ana", "name": "Ana de Wit", "active": true, "skills": {"orders": 8, "english": 7, "carriers": 7}, "address": "client:ana", "department": "shipping"}
bram	Bram Visser	shipping	sip:bram@phones.example	t	{"id": "bram", "name": "Bram Visser", "active": true, "skills": {"orders": 6, "carriers": 9}, "address": "sip:bram@phones.example", "department": "shipping"}
chantal	Chantal Bakker	shipping	+31201234591	t	{"id": "chantal", "name": "Chantal Bakker", "active": true, "skills": {"orders": 4, "returns": 3}, "address": "+31201234591", "department": "shipping"}
daan	Daan Smit	service	client:daan	t	{"id": "daan", "name": "Daan Smit", "active": true, "skills": {"orders": 3, "english": 6, "appliances": 9}, "address": "client:daan", "department": "service"}
esra	Esra Yilmaz	service	client:esra	t	{"id": "esra", "name": "Esra Yilmaz", "active": true, "skills": {"english": 8, "appliances": 6, "complaints": 8}, "address": "client:esra", "department": "service"}
femke	Femke Mulder	service	sip:femke@phones.example	t	{"id": "femke", "name": "Femke Mulder", "active": true, "skills": {"orders": 4, "appliances": 5, "complaints": 6}, "address": "sip:femke@phones.example", "department": "service"}
gijs	Gijs van Dam	returns	client:gijs	t	{"id": "gijs", "name": "Gijs van Dam", "active": true, "skills": {"orders": 5, "returns": 9}, "address": "client:gijs", "department": "returns"}
hanna	Hanna Peters	returns	+31201234592	t	{"id": "hanna", "name": "Hanna Peters", "active": true, "skills": {"english": 9, "returns": 7, "complaints": 5}, "address": "+31201234592", "department": "returns"}
ivo	Ivo Jansen	returns	client:ivo	t	{"id": "ivo", "name": "Ivo Jansen", "active": true, "skills": {"orders": 3, "returns": 4, "carriers": 5}, "address": "client:ivo", "department": "returns"}
\.

COPY alert (id, at, kind, subject, body) FROM stdin;
\.

COPY attendance (node, agent) FROM stdin;
01a21f17-fe61-752b-b523-3cd793f95cb6	gijs
01a21f17-fe61-752b-b523-3cd793f95cb6	hanna
01a21f17-fe61-752b-b523-3cd793f95cb6	ivo
01a21f17-fe61-752b-b523-3cd793f95cb6	daan
01a21f18-eae6-76fb-86c2-46b61fbfc35e	bram
01a21f18-eae6-76fb-86c2-46b61fbfc35e	gijs
01a21f18-eae6-76fb-86c2-46b61fbfc35e	chantal
01a21f18-eae6-76fb-86c2-46b61fbfc35e	esra
01a21f18-eae6-76fb-86c2-46b61fbfc35e	femke
01a21f18-eae6-76fb-86c2-46b61fbfc35e	hanna
\.

COPY audit (id, at, account, act, subject, body) FROM stdin;
1	2026-11-27 22:20:37.091677+00	(start)	token.issued	admin	{"expires_at": "2036-11-24T22:20:37.078864066Z"}
2	2026-11-27 22:20:40.386223+00	(first start)	account.created	ana	{"role": "agent"}
3	2026-11-27 22:20:40.743766+00	(first start)	account.created	chantal	{"role": "agent"}
4	2026-11-27 22:20:40.763959+00	(first start)	account.created	bram	{"role": "agent"}
5	2026-11-27 22:20:40.983725+00	(first start)	account.created	esra	{"role": "agent"}
6	2026-11-27 22:20:41.315758+00	(first start)	account.created	daan	{"role": "agent"}
7	2026-11-27 22:20:41.477212+00	(first start)	account.created	femke	{"role": "agent"}
8	2026-11-27 22:20:41.972054+00	(first start)	account.created	gijs	{"role": "agent"}
9	2026-11-27 22:20:42.166827+00	(first start)	account.created	ivo	{"role": "agent"}
10	2026-11-27 22:20:42.278408+00	(first start)	account.created	hanna	{"role": "agent"}
11	2026-11-27 22:20:42.391582+00	(first start)	account.created	supervisor	{"role": "supervisor"}
12	2026-11-27 22:20:42.471152+00	(first start)	account.created	admin	{"role": "admin"}
13	2026-11-27 22:20:45.192509+00	admin	token.issued	gijs	{"expires_at": "2026-12-27T22:20:45.188675200Z"}
14	2026-11-27 22:20:48.001701+00	admin	token.issued	hanna	{"expires_at": "2026-12-27T22:20:48.000030285Z"}
15	2026-11-27 22:20:49.82671+00	admin	token.issued	ivo	{"expires_at": "2026-12-27T22:20:49.825486282Z"}
16	2026-11-27 22:20:50.709934+00	admin	token.issued	daan	{"expires_at": "2026-12-27T22:20:50.604815304Z"}
17	2026-11-27 22:20:58.993315+00	admin	token.issued	bram	{"expires_at": "2026-12-27T22:20:58.992652427Z"}
18	2026-11-27 22:20:59.781038+00	admin	token.issued	gijs	{"expires_at": "2026-12-27T22:20:59.754951586Z"}
19	2026-11-27 22:21:00.123854+00	admin	token.issued	chantal	{"expires_at": "2026-12-27T22:21:00.111317511Z"}
20	2026-11-27 22:21:00.476883+00	admin	token.issued	esra	{"expires_at": "2026-12-27T22:21:00.475331891Z"}
21	2026-11-27 22:21:00.615047+00	admin	token.issued	femke	{"expires_at": "2026-12-27T22:21:00.602986625Z"}
22	2026-11-27 22:21:01.013015+00	admin	token.issued	hanna	{"expires_at": "2026-12-27T22:21:01.012314279Z"}
\.

COPY called_number (number, queue) FROM stdin;
+31201234500	delivery
+31201234501	delivery
+31201234502	damaged
+31201234503	product_help
+31201234504	complaints
+31201234505	returns
+31201234506	english
\.

COPY case_contact (contact, case_id) FROM stdin;
6763976e-6421-88d8-8fca-578d1c9b12bd	01a21f18-c2a2-7aa3-9b7a-8601698087cf
c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	01a21f18-c2a2-7aa3-9b7a-8601698087cf
bca68b22-8d27-8298-8894-42761e35f5c9	01a21f18-c2a2-7aa3-9b7a-8601698087cf
ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	01a21f18-c2a2-7aa3-9b7a-8601698087cf
a2aa0337-90b7-8808-ba70-bd8addd68a27	01a21f18-c2a2-7aa3-9b7a-8601698087cf
270d8ace-2543-805f-9ab0-7f1b15f8944c	01a21f18-c2a2-7aa3-9b7a-8601698087cf
99fc91ea-6fa3-88b5-af35-844b3f539119	01a21f18-c2a2-7aa3-9b7a-8601698087cf
d0500292-d5bb-8552-8660-a4c81b284b0f	01a21f18-d7c1-77fb-bbaa-cc492695f81c
6bb52e0f-3816-81f2-8629-f3054624af8c	01a21f18-db71-7770-bee3-223f4ddd7245
574bbfb2-f688-8655-acbc-6800b3755cb4	01a21f18-e030-76f9-9758-14a2f781d7ca
cbe46667-a841-8893-a0dd-8e538ddd0cda	01a21f18-f6f1-7856-9054-dabd9bb8f5ae
1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	01a21f18-c2a2-7aa3-9b7a-8601698087cf
a93c0811-927d-8730-8ad8-5c600d3e8c9d	01a21f18-d7c1-77fb-bbaa-cc492695f81c
dafad5ac-760b-82fc-b973-6771a957db26	01a21f18-d7c1-77fb-bbaa-cc492695f81c
8a1bab1d-256e-861c-9aec-20388c76a019	01a21f18-fe2b-7c2c-8abe-8cc9d81e2320
\.

COPY case_file (id, number, customer, kind, subject, state, department, entries, opened_at, touched_at, resolved_at, repeats, waiting_on, closed_at, came_with) FROM stdin;
01a21f18-db71-7770-bee3-223f4ddd7245	1003	28fa5802-156c-800b-9b80-66af07ccd2c7	question	Returns and refunds	resolved	returns	8	2026-11-27 22:20:52.319742+00	2026-11-27 22:20:53.416478+00	2026-11-27 22:20:52.967095+00	0	\N	\N	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	1004	bdb260b0-627d-866c-8b24-736cefdb10a2	question	Returns and refunds	open	returns	7	2026-11-27 22:20:53.440613+00	2026-11-27 22:20:54.144628+00	\N	0	\N	\N	\N
01a21f18-f6f1-7856-9054-dabd9bb8f5ae	1005	2fec50ed-5bc4-8755-98be-fc6ae1857bd7	question	Where is my order	open	shipping	5	2026-11-27 22:20:59.220137+00	2026-11-27 22:20:59.65722+00	\N	0	\N	\N	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	1001	01a21f18-bc4a-7459-9b3b-00abcce73f9e	question	Returns and refunds	open	returns	61	2026-11-27 22:20:45.53137+00	2026-11-27 22:20:59.905793+00	\N	7	\N	\N	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	1002	01a21f18-bd2d-7369-83a3-685d00871cfa	question	Returns and refunds	waiting	returns	17	2026-11-27 22:20:51.366437+00	2026-11-27 22:21:00.876014+00	\N	2	carrier	\N	8dcfea34-8b07-8e9f-bea3-09be0b558d2b
01a21f18-fe2b-7c2c-8abe-8cc9d81e2320	1006	1c14a820-9857-8ffe-ba46-aa7644c181dd	question	Returns and refunds	open	returns	2	2026-11-27 22:21:01.254185+00	2026-11-27 22:21:01.292404+00	\N	0	\N	\N	\N
\.

COPY contact (id, floor, seq, channel, queue, carrier, call, customer, state, ended, agent, rank, arrived_at, connected_at, wrap_up_at, closed_at, offers, outcome) FROM stdin;
6763976e-6421-88d8-8fca-578d1c9b12bd	main	11	call	returns	native	solved	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	handled	gijs	2026-11-27 22:19:15.53137+00	2026-11-27 22:20:45.53137+00	2026-11-27 22:20:46.313489+00	2026-11-27 22:20:47.447557+00	2026-11-27 22:20:47.569077+00	1	remedy_given
c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	main	14	call	complaints	native	gave-up	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	abandoned	\N	2026-11-27 22:18:18.906198+00	2026-11-27 22:20:48.906198+00	\N	\N	2026-11-27 22:20:48.964848+00	0	\N
bca68b22-8d27-8298-8894-42761e35f5c9	main	16	call	delivery	native	gave-up-at-once	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	short_abandoned	\N	2026-11-27 22:19:18.982714+00	2026-11-27 22:20:48.982714+00	\N	\N	2026-11-27 22:20:49.036014+00	0	\N
ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	main	27	call	returns	native	declined	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	handled	gijs	2026-11-27 22:19:19.164244+00	2026-11-27 22:20:49.164244+00	2026-11-27 22:20:49.357515+00	2026-11-27 22:20:49.386236+00	2026-11-27 22:20:49.453091+00	2	no_fault_found
a2aa0337-90b7-8808-ba70-bd8addd68a27	main	32	call	returns	native	left-while-offered	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	short_abandoned	\N	2026-11-27 22:19:19.486356+00	2026-11-27 22:20:49.486356+00	\N	\N	2026-11-27 22:20:49.756428+00	1	\N
270d8ace-2543-805f-9ab0-7f1b15f8944c	main	46	call	returns	native	not-bridged	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	handled	gijs	2026-11-27 22:19:19.883386+00	2026-11-27 22:20:49.883386+00	2026-11-27 22:20:50.261422+00	2026-11-27 22:20:50.318886+00	2026-11-27 22:20:50.494924+00	2	cut_off
99fc91ea-6fa3-88b5-af35-844b3f539119	main	53	call	product_help	native	missed	01a21f18-bc4a-7459-9b3b-00abcce73f9e	closed	short_abandoned	\N	2026-11-27 22:19:20.77979+00	2026-11-27 22:20:50.77979+00	\N	\N	2026-11-27 22:20:51.119121+00	1	\N
d0500292-d5bb-8552-8660-a4c81b284b0f	main	61	call	returns	native	stranger	01a21f18-bd2d-7369-83a3-685d00871cfa	closed	handled	gijs	2026-11-27 22:20:51.366437+00	2026-11-27 22:20:51.366437+00	2026-11-27 22:20:51.618072+00	2026-11-27 22:20:52.006038+00	2026-11-27 22:20:52.121682+00	1	with_carrier
6bb52e0f-3816-81f2-8629-f3054624af8c	main	67	call	returns	native	withheld	28fa5802-156c-800b-9b80-66af07ccd2c7	closed	handled	gijs	2026-11-27 22:20:52.319742+00	2026-11-27 22:20:52.319742+00	2026-11-27 22:20:52.456764+00	2026-11-27 22:20:52.67576+00	2026-11-27 22:20:53.416478+00	1	wrong_number
574bbfb2-f688-8655-acbc-6800b3755cb4	main	73	call	returns	native	one-of-two	bdb260b0-627d-866c-8b24-736cefdb10a2	closed	handled	gijs	2026-11-27 22:20:53.440613+00	2026-11-27 22:20:53.440613+00	2026-11-27 22:20:53.914487+00	2026-11-27 22:20:53.985788+00	2026-11-27 22:20:54.144628+00	1	call_back_promised
cbe46667-a841-8893-a0dd-8e538ddd0cda	main	80	call	delivery	native	held	2fec50ed-5bc4-8755-98be-fc6ae1857bd7	held	\N	bram	2026-11-27 22:20:59.220137+00	2026-11-27 22:20:59.220137+00	2026-11-27 22:20:59.612116+00	\N	\N	1	\N
1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	main	85	call	returns	native	talking	01a21f18-bc4a-7459-9b3b-00abcce73f9e	connected	\N	gijs	2026-11-27 22:19:29.838175+00	2026-11-27 22:20:59.838175+00	2026-11-27 22:20:59.905793+00	\N	\N	1	\N
a93c0811-927d-8730-8ad8-5c600d3e8c9d	main	92	call	returns	native	written-up	01a21f18-bd2d-7369-83a3-685d00871cfa	wrap_up	\N	chantal	2026-11-27 22:21:00.196862+00	2026-11-27 22:21:00.196862+00	2026-11-27 22:21:00.381659+00	2026-11-27 22:21:00.424027+00	\N	1	\N
dafad5ac-760b-82fc-b973-6771a957db26	main	97	call	complaints	native	being-bridged	01a21f18-bd2d-7369-83a3-685d00871cfa	connecting	\N	femke	2026-11-27 22:20:00.705601+00	2026-11-27 22:21:00.705601+00	\N	\N	\N	1	\N
8a1bab1d-256e-861c-9aec-20388c76a019	main	100	call	returns	native	offered	1c14a820-9857-8ffe-ba46-aa7644c181dd	offered	\N	\N	2026-11-27 22:21:01.254185+00	2026-11-27 22:21:01.254185+00	\N	\N	\N	1	\N
88db9ead-3a44-8ea5-a1c3-03e3478b5437	main	101	call	complaints	native	waits-first	01a21f18-bd2d-7369-83a3-685d00871cfa	queued	\N	\N	2026-11-27 22:20:01.423683+00	2026-11-27 22:21:01.423683+00	\N	\N	\N	0	\N
ad3063b3-8b4b-88d4-b1f5-dbccad287335	main	102	call	complaints	native	waits-second	69414505-5c84-81b1-bf34-b545b9aefc61	queued	\N	\N	2026-11-27 22:20:01.461437+00	2026-11-27 22:21:01.461437+00	\N	\N	\N	0	\N
d09fbeed-6b61-82b3-9da0-73d5acad264d	main	103	call	complaints	native	is-very-important	01a21f18-bc4a-7459-9b3b-00abcce73f9e	queued	\N	\N	2026-11-27 22:18:31.514359+00	2026-11-27 22:21:01.514359+00	\N	\N	\N	0	\N
\.

COPY contact_origin (contact, customer, kind, value, called, candidates, at, came_as, unread, came_with) FROM stdin;
6763976e-6421-88d8-8fca-578d1c9b12bd	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234505	{}	2026-11-27 22:20:45.53137+00	+31612345678	{}	\N
c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234504	{}	2026-11-27 22:20:48.906198+00	+31612345678	{}	\N
bca68b22-8d27-8298-8894-42761e35f5c9	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234500	{}	2026-11-27 22:20:48.982714+00	+31612345678	{}	\N
ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234505	{}	2026-11-27 22:20:49.164244+00	+31612345678	{}	\N
a2aa0337-90b7-8808-ba70-bd8addd68a27	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234505	{}	2026-11-27 22:20:49.486356+00	+31612345678	{}	\N
270d8ace-2543-805f-9ab0-7f1b15f8944c	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234505	{}	2026-11-27 22:20:49.883386+00	+31612345678	{}	\N
99fc91ea-6fa3-88b5-af35-844b3f539119	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234503	{}	2026-11-27 22:20:50.77979+00	+31612345678	{}	\N
d0500292-d5bb-8552-8660-a4c81b284b0f	01a21f18-bd2d-7369-83a3-685d00871cfa	phone	+31611112222	+31201234505	{}	2026-11-27 22:20:51.366437+00	+31611112222	{}	8dcfea34-8b07-8e9f-bea3-09be0b558d2b
6bb52e0f-3816-81f2-8629-f3054624af8c	28fa5802-156c-800b-9b80-66af07ccd2c7	phone	\N	+31201234505	{}	2026-11-27 22:20:52.319742+00	\N	{}	\N
574bbfb2-f688-8655-acbc-6800b3755cb4	bdb260b0-627d-866c-8b24-736cefdb10a2	phone	+31698765432	+31201234505	{01a21f18-bd2d-7369-83a3-685d00871cfa,01a21f18-bd4d-7b61-96ce-51591930dd94}	2026-11-27 22:20:53.440613+00	+31698765432	{}	\N
cbe46667-a841-8893-a0dd-8e538ddd0cda	2fec50ed-5bc4-8755-98be-fc6ae1857bd7	phone	+31698765432	+31201234500	{01a21f18-bd2d-7369-83a3-685d00871cfa,01a21f18-bd4d-7b61-96ce-51591930dd94}	2026-11-27 22:20:59.220137+00	+31698765432	{}	\N
1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234505	{}	2026-11-27 22:20:59.838175+00	+31612345678	{}	\N
a93c0811-927d-8730-8ad8-5c600d3e8c9d	01a21f18-bd2d-7369-83a3-685d00871cfa	phone	+31611112222	+31201234505	{}	2026-11-27 22:21:00.196862+00	+31611112222	{}	\N
dafad5ac-760b-82fc-b973-6771a957db26	01a21f18-bd2d-7369-83a3-685d00871cfa	phone	+31611112222	+31201234504	{}	2026-11-27 22:21:00.705601+00	+31611112222	{}	\N
8a1bab1d-256e-861c-9aec-20388c76a019	1c14a820-9857-8ffe-ba46-aa7644c181dd	phone	+31698765432	+31201234505	{01a21f18-bd2d-7369-83a3-685d00871cfa,01a21f18-bd4d-7b61-96ce-51591930dd94}	2026-11-27 22:21:01.254185+00	+31698765432	{}	\N
88db9ead-3a44-8ea5-a1c3-03e3478b5437	01a21f18-bd2d-7369-83a3-685d00871cfa	phone	+31611112222	+31201234504	{}	2026-11-27 22:21:01.423683+00	+31611112222	{}	\N
ad3063b3-8b4b-88d4-b1f5-dbccad287335	69414505-5c84-81b1-bf34-b545b9aefc61	phone	\N	+31201234504	{}	2026-11-27 22:21:01.461437+00	\N	{}	\N
d09fbeed-6b61-82b3-9da0-73d5acad264d	01a21f18-bc4a-7459-9b3b-00abcce73f9e	phone	+31612345678	+31201234504	{}	2026-11-27 22:21:01.514359+00	+31612345678	{}	\N
\.

COPY contact_outcome (contact, case_id, outcome, note, agent, at, recorded_by) FROM stdin;
6763976e-6421-88d8-8fca-578d1c9b12bd	01a21f18-c2a2-7aa3-9b7a-8601698087cf	remedy_given	ended as remedy_given	gijs	2026-11-27 22:20:47.495178+00	\N
ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	01a21f18-c2a2-7aa3-9b7a-8601698087cf	no_fault_found	ended as no_fault_found	gijs	2026-11-27 22:20:49.41663+00	\N
270d8ace-2543-805f-9ab0-7f1b15f8944c	01a21f18-c2a2-7aa3-9b7a-8601698087cf	cut_off	ended as cut_off	gijs	2026-11-27 22:20:50.378623+00	\N
d0500292-d5bb-8552-8660-a4c81b284b0f	01a21f18-d7c1-77fb-bbaa-cc492695f81c	with_carrier	ended as with_carrier	gijs	2026-11-27 22:20:52.094476+00	\N
6bb52e0f-3816-81f2-8629-f3054624af8c	01a21f18-db71-7770-bee3-223f4ddd7245	wrong_number	ended as wrong_number	gijs	2026-11-27 22:20:52.967095+00	\N
574bbfb2-f688-8655-acbc-6800b3755cb4	01a21f18-e030-76f9-9758-14a2f781d7ca	call_back_promised	ended as call_back_promised	gijs	2026-11-27 22:20:54.035374+00	\N
\.

COPY contact_point (kind, value, customer, came_with) FROM stdin;
phone	+31612345678	01a21f18-bc4a-7459-9b3b-00abcce73f9e	\N
email	ana.ortiz@example.org	01a21f18-bc4a-7459-9b3b-00abcce73f9e	\N
phone	+31698765432	01a21f18-bd2d-7369-83a3-685d00871cfa	\N
phone	+31698765432	01a21f18-bd4d-7b61-96ce-51591930dd94	\N
email	fleur@example.org	01a21f18-bd7f-7bd9-94cf-4fe4f672753d	\N
phone	+31611112222	01a21f18-bd2d-7369-83a3-685d00871cfa	8dcfea34-8b07-8e9f-bea3-09be0b558d2b
\.

COPY credential (hash, kind, account, created_at, expires_at) FROM stdin;
\\x9841572d82986ce3935cf25f0b3c584da29266dbf52e3e7489b04079abf0b5c9	token	admin	2026-11-27 22:20:37.078864+00	2036-11-24 22:20:37.078864+00
\\xad293465fce86e8d9b730aca1be33141355c6e33d834ba8180d8eb22f431fa45	token	gijs	2026-11-27 22:20:45.188675+00	2026-12-27 22:20:45.188675+00
\\x158e0787055fc0a8c314266e64331e4070477986804a785f0a12c65f896927cf	token	hanna	2026-11-27 22:20:48.00003+00	2026-12-27 22:20:48.00003+00
\\x941f4ff9fdf924c09e78921a87e5ec5e53f57f3070f81c377615f22e2ef44b0a	token	ivo	2026-11-27 22:20:49.825486+00	2026-12-27 22:20:49.825486+00
\\xc558eb3274cbb3b6eaa6a710a2be942298f22180f881c485b6e57aafb018bce6	token	daan	2026-11-27 22:20:50.604815+00	2026-12-27 22:20:50.604815+00
\\x1e4f81490ae362bca6306dd68a65275c63382a72f122ffc9e19f54ad8caa203b	token	bram	2026-11-27 22:20:58.992652+00	2026-12-27 22:20:58.992652+00
\\x8a2ad6aa882bf784f287e94d3e93eb682f13e2736a8e3d2fe9eca1eddc8a6072	token	gijs	2026-11-27 22:20:59.754951+00	2026-12-27 22:20:59.754951+00
\\x854a2a841a79d4c031049dde07a1f7a8e5408e6864caad91c3aaa85299a9daaa	token	chantal	2026-11-27 22:21:00.111317+00	2026-12-27 22:21:00.111317+00
\\x21e37d55b2e349ac86b98c4425ac75c106d5bb195f25c4b628a3c1176066c88f	token	esra	2026-11-27 22:21:00.475331+00	2026-12-27 22:21:00.475331+00
\\x13bacc5d5d2ce613da3613ba5698aa7756414c436c20f866c762f9e69dbcc0f0	token	femke	2026-11-27 22:21:00.602986+00	2026-12-27 22:21:00.602986+00
\\x76c80ad35008c5cf2675d404b7479bc125ee01dc0d1fd2bab2171883ef1c7af5	token	hanna	2026-11-27 22:21:01.012314+00	2026-12-27 22:21:01.012314+00
\.

COPY customer (id, name, segment, provisional, joined_into, version, preferences, created_at, joined_with, words) FROM stdin;
01a21f18-bd4d-7b61-96ce-51591930dd94	Jan Müller	\N	f	\N	1	{}	2026-11-27 22:20:44.750578+00	\N	'jan' 'mueller' 'muller'
01a21f18-bd7f-7bd9-94cf-4fe4f672753d	Fleur de Boer	\N	f	\N	2	{}	2026-11-27 22:20:44.781725+00	\N	'boer' 'de' 'fleur'
bdb260b0-627d-866c-8b24-736cefdb10a2		\N	t	\N	12	{}	2026-11-27 22:20:53.504233+00	\N	
2fec50ed-5bc4-8755-98be-fc6ae1857bd7		\N	t	\N	6	{}	2026-11-27 22:20:59.308893+00	\N	
01a21f18-bc4a-7459-9b3b-00abcce73f9e	Ana Ortiz	vip	f	\N	83	{}	2026-11-27 22:20:44.499044+00	\N	'ana' 'ortiz'
01a21f18-bd2d-7369-83a3-685d00871cfa	Bol.com Müller	\N	f	\N	22	{}	2026-11-27 22:20:44.719847+00	\N	'bol' 'bolcom' 'com' 'mueller' 'muller'
1c14a820-9857-8ffe-ba46-aa7644c181dd		\N	t	\N	4	{}	2026-11-27 22:21:01.269927+00	\N	
69414505-5c84-81b1-bf34-b545b9aefc61		\N	t	\N	1	{}	2026-11-27 22:21:01.495371+00	\N	
8dcfea34-8b07-8e9f-bea3-09be0b558d2b		\N	t	01a21f18-bd2d-7369-83a3-685d00871cfa	10	{}	2026-11-27 22:20:51.461663+00	8dcfea34-8b07-8e9f-bea3-09be0b558d2b	
28fa5802-156c-800b-9b80-66af07ccd2c7		\N	t	\N	10	{}	2026-11-27 22:20:52.348864+00	\N	
\.

COPY customer_order (id, number, customer, state, currency, tracking, placed_at, updated_at, paid_minor, came_with) FROM stdin;
01a21f18-bd70-7434-91e5-dd293b79631c	10483	01a21f18-bd7f-7bd9-94cf-4fe4f672753d	placed	EUR	\N	2026-11-24 22:20:44.761106+00	2026-11-27 22:20:44.781725+00	\N	\N
01a21f18-bd70-7cd0-94b4-31a569f6a692	10484	01a21f18-bc4a-7459-9b3b-00abcce73f9e	cancelled	EUR	\N	2026-11-24 22:20:44.761114+00	2026-11-27 22:20:44.781725+00	\N	\N
01a21f18-bd6f-72fd-9d82-1540bb36740a	10482	01a21f18-bc4a-7459-9b3b-00abcce73f9e	delivered	EUR	\N	2026-11-24 22:20:48.871581+00	2026-11-27 22:20:48.883506+00	\N	\N
\.

COPY department (id, name) FROM stdin;
shipping	Shipping
service	Customer service
returns	Returns
\.

COPY draft (agent, contact, kind, body, saved_at) FROM stdin;
gijs	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	note	{"text": "half a sen", "caret": 10}	2026-11-27 22:20:59.94396+00
\.

COPY fact (floor, seq, epoch, at, kind, contact, agent, body) FROM stdin;
main	1	1	2026-11-27 22:20:37.312677+00	floor_planned	\N	\N	{"at": "2026-11-27T22:20:37.312677246Z", "kind": "floor_planned", "changes": {"agents": [{"id": "ana", "name": "Ana de Wit", "active": true, "skills": {"orders": 8, "english": 7, "carriers": 7}, "address": "client:ana", "department": "shipping"}, {"id": "bram", "name": "Bram Visser", "active": true, "skills": {"orders": 6, "carriers": 9}, "address": "sip:bram@phones.example", "department": "shipping"}, {"id": "chantal", "name": "Chantal Bakker", "active": true, "skills": {"orders": 4, "returns": 3}, "address": "+31201234591", "department": "shipping"}, {"id": "daan", "name": "Daan Smit", "active": true, "skills": {"orders": 3, "english": 6, "appliances": 9}, "address": "client:daan", "department": "service"}, {"id": "esra", "name": "Esra Yilmaz", "active": true, "skills": {"english": 8, "appliances": 6, "complaints": 8}, "address": "client:esra", "department": "service"}, {"id": "femke", "name": "Femke Mulder", "active": true, "skills": {"orders": 4, "appliances": 5, "complaints": 6}, "address": "sip:femke@phones.example", "department": "service"}, {"id": "gijs", "name": "Gijs van Dam", "active": true, "skills": {"orders": 5, "returns": 9}, "address": "client:gijs", "department": "returns"}, {"id": "hanna", "name": "Hanna Peters", "active": true, "skills": {"english": 9, "returns": 7, "complaints": 5}, "address": "+31201234592", "department": "returns"}, {"id": "ivo", "name": "Ivo Jansen", "active": true, "skills": {"orders": 3, "returns": 4, "carriers": 5}, "address": "client:ivo", "department": "returns"}], "queues": [{"id": "delivery", "name": "Where is my order", "ring": 20, "active": true, "skills": {"orders": 3}, "channel": "call", "wrap_up": 45, "strategy": "longest_idle", "department": "shipping", "head_start": 0, "answer_within": 20, "short_abandon": 5}, {"id": "damaged", "name": "Damaged or lost in transit", "ring": 20, "active": true, "skills": {"orders": 3, "carriers": 5}, "channel": "call", "wrap_up": 90, "strategy": "most_skilled", "department": "shipping", "head_start": 0, "answer_within": 30, "short_abandon": 5}, {"id": "product_help", "name": "Product help", "ring": 25, "active": true, "skills": {"appliances": 4}, "channel": "call", "wrap_up": 90, "strategy": "most_skilled", "department": "service", "head_start": 0, "answer_within": 40, "short_abandon": 5}, {"id": "complaints", "name": "Complaints", "ring": 20, "active": true, "skills": {"complaints": 5}, "channel": "call", "wrap_up": 120, "strategy": "longest_idle", "department": "service", "head_start": 60, "answer_within": 20, "short_abandon": 5}, {"id": "returns", "name": "Returns and refunds", "ring": 20, "active": true, "skills": {"returns": 3}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "returns", "head_start": 0, "answer_within": 30, "short_abandon": 5}, {"id": "english", "name": "English line", "ring": 20, "active": true, "skills": {"english": 6}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "service", "head_start": 15, "answer_within": 30, "short_abandon": 5}], "skills": [{"id": "orders", "name": "Orders and delivery"}, {"id": "carriers", "name": "Tracing with carriers"}, {"id": "appliances", "name": "How appliances work"}, {"id": "complaints", "name": "Complaints"}, {"id": "returns", "name": "Returns and refunds"}, {"id": "english", "name": "English"}], "numbers": [{"queue": "delivery", "number": "+31201234500"}, {"queue": "delivery", "number": "+31201234501"}, {"queue": "damaged", "number": "+31201234502"}, {"queue": "product_help", "number": "+31201234503"}, {"queue": "complaints", "number": "+31201234504"}, {"queue": "returns", "number": "+31201234505"}, {"queue": "english", "number": "+31201234506"}], "reasons": [{"id": "lunch", "name": "Lunch", "paid": false, "productive": false, "max_minutes": 45}, {"id": "break", "name": "Break", "paid": true, "productive": false, "max_minutes": 15}, {"id": "training", "name": "Training", "paid": true, "productive": true, "max_minutes": 240}, {"id": "meeting", "name": "Meeting", "paid": true, "productive": true, "max_minutes": 120}, {"id": "missed_offer", "name": "Missed a call", "paid": true, "productive": false}, {"id": "bridge_failed", "name": "Phone could not be reached", "paid": true, "productive": false}], "outcomes": [{"id": "answered", "name": "Question answered", "resolves": true}, {"id": "order_changed", "name": "Order changed", "resolves": true}, {"id": "remedy_given", "name": "Put right with a remedy", "resolves": true}, {"id": "no_fault_found", "name": "No fault found", "resolves": true}, {"id": "return_expected", "name": "Return expected", "resolves": false}, {"id": "with_carrier", "name": "Being traced by the carrier", "resolves": false}, {"id": "call_back_promised", "name": "Call back promised", "resolves": false}, {"id": "passed_on", "name": "Passed on to another department", "resolves": false}, {"id": "cut_off", "name": "Cut off before it was settled", "resolves": false}, {"id": "wrong_number", "name": "Wrong number or nuisance", "resolves": true}], "remedies": [{"id": "replacement", "most": {}, "name": "Replacement", "order_states": ["shipped", "delivered", "returned"], "without_item": false, "exclusion_group": "make_good"}, {"id": "refund", "most": {"EUR": 2500}, "name": "Refund", "order_states": ["placed", "packed", "shipped", "delivered", "returned", "cancelled"], "without_item": false, "exclusion_group": "make_good"}, {"id": "credit", "most": {"EUR": 5000}, "name": "Store credit", "order_states": ["placed", "packed", "shipped", "delivered", "returned", "cancelled"], "without_item": false, "exclusion_group": "make_good"}, {"id": "repair_visit", "most": {}, "name": "Repair visit", "order_states": ["shipped", "delivered"], "without_item": true, "exclusion_group": "repair"}], "segments": [{"id": "vip", "name": "VIP", "head_start": 90}, {"id": "regular", "name": "Regular", "head_start": 0}], "departments": [{"id": "shipping", "name": "Shipping"}, {"id": "service", "name": "Customer service"}, {"id": "returns", "name": "Returns"}], "default_queue": "delivery"}}
main	2	1	2026-11-27 22:20:43.736353+00	floor_planned	\N	\N	{"at": "2026-11-27T22:20:43.736353229Z", "kind": "floor_planned", "changes": {"agents": [], "queues": [{"id": "delivery", "name": "Where is my order", "ring": 600, "active": true, "skills": {"orders": 3}, "channel": "call", "wrap_up": 45, "strategy": "longest_idle", "department": "shipping", "head_start": 0, "answer_within": 20, "short_abandon": 5}, {"id": "returns", "name": "Returns and refunds", "ring": 600, "active": true, "skills": {"returns": 3}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "returns", "head_start": 0, "answer_within": 20, "short_abandon": 5}, {"id": "complaints", "name": "Complaints", "ring": 600, "active": true, "skills": {"complaints": 5}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "service", "head_start": 60, "answer_within": 20, "short_abandon": 0}, {"id": "product_help", "name": "Product help", "ring": 0.2, "active": true, "skills": {"appliances": 4}, "channel": "call", "wrap_up": 60, "strategy": "most_skilled", "department": "service", "head_start": 0, "answer_within": 20, "short_abandon": 5}], "skills": [], "numbers": [], "reasons": [], "outcomes": [], "remedies": [], "segments": [], "departments": []}}
main	3	1	2026-11-27 22:20:45.488622+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:45.488622236Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "ready"}}
main	4	1	2026-11-27 22:20:45.653379+00	queued	6763976e-6421-88d8-8fca-578d1c9b12bd	\N	{"at": "2026-11-27T22:20:45.653379270Z", "call": "solved", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:45.531370621Z", "carrier": "native", "channel": "call", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	5	1	2026-11-27 22:20:45.653379+00	offered	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:45.653379270Z", "kind": "offered", "agent": "gijs", "offer": "6763976e-6421-88d8-8fca-578d1c9b12bd/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:45.488622236Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:45.653379270Z"}
main	6	1	2026-11-27 22:20:46.071862+00	accepted	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:46.071862376Z", "kind": "accepted", "agent": "gijs", "offer": "6763976e-6421-88d8-8fca-578d1c9b12bd/1", "bridge_by": "2026-11-27T22:21:16.071862376Z"}
main	7	1	2026-11-27 22:20:46.313489+00	connected	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:46.313489798Z", "kind": "connected", "agent": "gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}
main	8	1	2026-11-27 22:20:47.170301+00	held	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:47.170301273Z", "kind": "held", "agent": "gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}
main	9	1	2026-11-27 22:20:47.331622+00	resumed	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:47.331622918Z", "kind": "resumed", "agent": "gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}
main	10	1	2026-11-27 22:20:47.447557+00	wrap_up_began	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:47.447557562Z", "kind": "wrap_up_began", "agent": "gijs", "cause": "caller_hung_up", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}
main	11	1	2026-11-27 22:20:47.569077+00	finished	6763976e-6421-88d8-8fca-578d1c9b12bd	gijs	{"at": "2026-11-27T22:20:47.569077692Z", "kind": "finished", "agent": "gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd", "hang_up": false, "outcome": "remedy_given"}
main	12	1	2026-11-27 22:20:47.595852+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:47.595852597Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "offline"}}
main	13	1	2026-11-27 22:20:48.919542+00	queued	c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	\N	{"at": "2026-11-27T22:20:48.919542838Z", "call": "gave-up", "kind": "queued", "queue": "complaints", "arrived": "2026-11-27T22:20:48.906198174Z", "carrier": "native", "channel": "call", "contact": "c81f0d59-cb46-8c0f-90f2-60b2b943d9d8", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 150}
main	14	1	2026-11-27 22:20:48.964848+00	abandoned	c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	\N	{"at": "2026-11-27T22:20:48.964848826Z", "kind": "abandoned", "cause": "caller_hung_up", "contact": "c81f0d59-cb46-8c0f-90f2-60b2b943d9d8", "is_short": false}
main	15	1	2026-11-27 22:20:49.00634+00	queued	bca68b22-8d27-8298-8894-42761e35f5c9	\N	{"at": "2026-11-27T22:20:49.006340433Z", "call": "gave-up-at-once", "kind": "queued", "queue": "delivery", "arrived": "2026-11-27T22:20:48.982714396Z", "carrier": "native", "channel": "call", "contact": "bca68b22-8d27-8298-8894-42761e35f5c9", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	16	1	2026-11-27 22:20:49.036014+00	abandoned	bca68b22-8d27-8298-8894-42761e35f5c9	\N	{"at": "2026-11-27T22:20:49.036014324Z", "kind": "abandoned", "cause": "caller_hung_up", "contact": "bca68b22-8d27-8298-8894-42761e35f5c9", "is_short": true}
main	17	1	2026-11-27 22:20:49.060335+00	left_early	baadb347-f9d8-80e4-a9c0-4f3c309d4e03	\N	{"at": "2026-11-27T22:20:49.060335447Z", "kind": "left_early", "cause": "caller_hung_up", "contact": "baadb347-f9d8-80e4-a9c0-4f3c309d4e03"}
main	18	1	2026-11-27 22:20:49.098979+00	presence_changed	\N	hanna	{"at": "2026-11-27T22:20:49.098979995Z", "kind": "presence_changed", "agent": "hanna", "presence": {"kind": "ready"}}
main	19	1	2026-11-27 22:20:49.155977+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:49.155977841Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "ready"}}
main	20	1	2026-11-27 22:20:49.186613+00	queued	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	\N	{"at": "2026-11-27T22:20:49.186613217Z", "call": "declined", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:49.164244477Z", "carrier": "native", "channel": "call", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	21	1	2026-11-27 22:20:49.186613+00	offered	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	hanna	{"at": "2026-11-27T22:20:49.186613217Z", "kind": "offered", "agent": "hanna", "offer": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d/1", "choice": {"able": 2, "strategy": "longest_idle", "runner_up": "gijs", "idle_since": "2026-11-27T22:20:49.098979995Z", "proficiency": 7}, "expires_at": "2026-11-27T22:30:49.186613217Z"}
main	22	1	2026-11-27 22:20:49.23979+00	offer_closed	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	hanna	{"at": "2026-11-27T22:20:49.239790932Z", "why": "declined", "kind": "offer_closed", "agent": "hanna", "offer": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d/1"}
main	23	1	2026-11-27 22:20:49.23979+00	offered	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	gijs	{"at": "2026-11-27T22:20:49.239790932Z", "kind": "offered", "agent": "gijs", "offer": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d/2", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:49.155977841Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:49.239790932Z"}
main	24	1	2026-11-27 22:20:49.31823+00	accepted	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	gijs	{"at": "2026-11-27T22:20:49.318230915Z", "kind": "accepted", "agent": "gijs", "offer": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d/2", "bridge_by": "2026-11-27T22:21:19.318230915Z"}
main	25	1	2026-11-27 22:20:49.357515+00	connected	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	gijs	{"at": "2026-11-27T22:20:49.357515477Z", "kind": "connected", "agent": "gijs", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d"}
main	26	1	2026-11-27 22:20:49.386236+00	wrap_up_began	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	gijs	{"at": "2026-11-27T22:20:49.386236236Z", "kind": "wrap_up_began", "agent": "gijs", "cause": "caller_hung_up", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d"}
main	27	1	2026-11-27 22:20:49.453091+00	finished	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	gijs	{"at": "2026-11-27T22:20:49.453091552Z", "kind": "finished", "agent": "gijs", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d", "hang_up": false, "outcome": "no_fault_found"}
main	28	1	2026-11-27 22:20:49.477224+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:49.477224585Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "offline"}}
main	29	1	2026-11-27 22:20:49.517825+00	queued	a2aa0337-90b7-8808-ba70-bd8addd68a27	\N	{"at": "2026-11-27T22:20:49.517825572Z", "call": "left-while-offered", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:49.486356902Z", "carrier": "native", "channel": "call", "contact": "a2aa0337-90b7-8808-ba70-bd8addd68a27", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	30	1	2026-11-27 22:20:49.517825+00	offered	a2aa0337-90b7-8808-ba70-bd8addd68a27	hanna	{"at": "2026-11-27T22:20:49.517825572Z", "kind": "offered", "agent": "hanna", "offer": "a2aa0337-90b7-8808-ba70-bd8addd68a27/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:49.098979995Z", "proficiency": 7}, "expires_at": "2026-11-27T22:30:49.517825572Z"}
main	31	1	2026-11-27 22:20:49.756428+00	offer_closed	a2aa0337-90b7-8808-ba70-bd8addd68a27	hanna	{"at": "2026-11-27T22:20:49.756428950Z", "why": "customer_left", "kind": "offer_closed", "agent": "hanna", "offer": "a2aa0337-90b7-8808-ba70-bd8addd68a27/1"}
main	32	1	2026-11-27 22:20:49.756428+00	abandoned	a2aa0337-90b7-8808-ba70-bd8addd68a27	\N	{"at": "2026-11-27T22:20:49.756428950Z", "kind": "abandoned", "cause": "caller_hung_up", "contact": "a2aa0337-90b7-8808-ba70-bd8addd68a27", "is_short": true}
main	33	1	2026-11-27 22:20:49.809431+00	presence_changed	\N	hanna	{"at": "2026-11-27T22:20:49.809431364Z", "kind": "presence_changed", "agent": "hanna", "presence": {"kind": "offline"}}
main	34	1	2026-11-27 22:20:49.863564+00	presence_changed	\N	ivo	{"at": "2026-11-27T22:20:49.863564264Z", "kind": "presence_changed", "agent": "ivo", "presence": {"kind": "ready"}}
main	35	1	2026-11-27 22:20:49.900661+00	queued	270d8ace-2543-805f-9ab0-7f1b15f8944c	\N	{"at": "2026-11-27T22:20:49.900661593Z", "call": "not-bridged", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:49.883386063Z", "carrier": "native", "channel": "call", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	36	1	2026-11-27 22:20:49.900661+00	offered	270d8ace-2543-805f-9ab0-7f1b15f8944c	ivo	{"at": "2026-11-27T22:20:49.900661593Z", "kind": "offered", "agent": "ivo", "offer": "270d8ace-2543-805f-9ab0-7f1b15f8944c/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:49.863564264Z", "proficiency": 4}, "expires_at": "2026-11-27T22:30:49.900661593Z"}
main	37	1	2026-11-27 22:20:49.968599+00	accepted	270d8ace-2543-805f-9ab0-7f1b15f8944c	ivo	{"at": "2026-11-27T22:20:49.968599074Z", "kind": "accepted", "agent": "ivo", "offer": "270d8ace-2543-805f-9ab0-7f1b15f8944c/1", "bridge_by": "2026-11-27T22:21:19.968599074Z"}
main	38	1	2026-11-27 22:20:50.012573+00	bridge_failed	270d8ace-2543-805f-9ab0-7f1b15f8944c	ivo	{"at": "2026-11-27T22:20:50.012573745Z", "kind": "bridge_failed", "agent": "ivo", "reason": "no_answer", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c"}
main	39	1	2026-11-27 22:20:50.012573+00	presence_changed	\N	ivo	{"at": "2026-11-27T22:20:50.012573745Z", "kind": "presence_changed", "agent": "ivo", "presence": {"kind": "not_ready", "reason": "bridge_failed"}}
main	40	1	2026-11-27 22:20:50.077457+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:50.077457338Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "ready"}}
main	41	1	2026-11-27 22:20:50.077457+00	offered	270d8ace-2543-805f-9ab0-7f1b15f8944c	gijs	{"at": "2026-11-27T22:20:50.077457338Z", "kind": "offered", "agent": "gijs", "offer": "270d8ace-2543-805f-9ab0-7f1b15f8944c/2", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:50.077457338Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:50.077457338Z"}
main	42	1	2026-11-27 22:20:50.173288+00	accepted	270d8ace-2543-805f-9ab0-7f1b15f8944c	gijs	{"at": "2026-11-27T22:20:50.173288494Z", "kind": "accepted", "agent": "gijs", "offer": "270d8ace-2543-805f-9ab0-7f1b15f8944c/2", "bridge_by": "2026-11-27T22:21:20.173288494Z"}
main	43	1	2026-11-27 22:20:50.261422+00	connected	270d8ace-2543-805f-9ab0-7f1b15f8944c	gijs	{"at": "2026-11-27T22:20:50.261422643Z", "kind": "connected", "agent": "gijs", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c"}
main	44	1	2026-11-27 22:20:50.318886+00	wrap_up_began	270d8ace-2543-805f-9ab0-7f1b15f8944c	gijs	{"at": "2026-11-27T22:20:50.318886764Z", "kind": "wrap_up_began", "agent": "gijs", "cause": "caller_hung_up", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c"}
main	45	1	2026-11-27 22:20:50.481253+00	presence_deferred	\N	gijs	{"at": "2026-11-27T22:20:50.481253377Z", "kind": "presence_deferred", "next": {"kind": "offline"}, "agent": "gijs"}
main	46	1	2026-11-27 22:20:50.494924+00	finished	270d8ace-2543-805f-9ab0-7f1b15f8944c	gijs	{"at": "2026-11-27T22:20:50.494924068Z", "kind": "finished", "agent": "gijs", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c", "hang_up": false, "outcome": "cut_off"}
main	47	1	2026-11-27 22:20:50.494924+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:50.494924068Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "offline"}}
main	48	1	2026-11-27 22:20:50.739305+00	presence_changed	\N	daan	{"at": "2026-11-27T22:20:50.739305298Z", "kind": "presence_changed", "agent": "daan", "presence": {"kind": "ready"}}
main	49	1	2026-11-27 22:20:50.818711+00	queued	99fc91ea-6fa3-88b5-af35-844b3f539119	\N	{"at": "2026-11-27T22:20:50.818711794Z", "call": "missed", "kind": "queued", "queue": "product_help", "arrived": "2026-11-27T22:20:50.779790994Z", "carrier": "native", "channel": "call", "contact": "99fc91ea-6fa3-88b5-af35-844b3f539119", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	50	1	2026-11-27 22:20:50.818711+00	offered	99fc91ea-6fa3-88b5-af35-844b3f539119	daan	{"at": "2026-11-27T22:20:50.818711794Z", "kind": "offered", "agent": "daan", "offer": "99fc91ea-6fa3-88b5-af35-844b3f539119/1", "choice": {"able": 1, "strategy": "most_skilled", "idle_since": "2026-11-27T22:20:50.739305298Z", "proficiency": 9}, "expires_at": "2026-11-27T22:20:51.018711794Z"}
main	51	1	2026-11-27 22:20:51.06427+00	offer_closed	99fc91ea-6fa3-88b5-af35-844b3f539119	daan	{"at": "2026-11-27T22:20:51.064270531Z", "why": "expired", "kind": "offer_closed", "agent": "daan", "offer": "99fc91ea-6fa3-88b5-af35-844b3f539119/1"}
main	52	1	2026-11-27 22:20:51.06427+00	presence_changed	\N	daan	{"at": "2026-11-27T22:20:51.064270531Z", "kind": "presence_changed", "agent": "daan", "presence": {"kind": "not_ready", "reason": "missed_offer"}}
main	53	1	2026-11-27 22:20:51.119121+00	abandoned	99fc91ea-6fa3-88b5-af35-844b3f539119	\N	{"at": "2026-11-27T22:20:51.119121854Z", "kind": "abandoned", "cause": "caller_hung_up", "contact": "99fc91ea-6fa3-88b5-af35-844b3f539119", "is_short": true}
main	54	1	2026-11-27 22:20:51.321538+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:51.321538387Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "ready"}}
main	55	1	2026-11-27 22:20:51.490489+00	queued	d0500292-d5bb-8552-8660-a4c81b284b0f	\N	{"at": "2026-11-27T22:20:51.490489050Z", "call": "stranger", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:51.366437463Z", "carrier": "native", "channel": "call", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f", "customer": "8dcfea34-8b07-8e9f-bea3-09be0b558d2b", "head_start": 0}
main	56	1	2026-11-27 22:20:51.490489+00	offered	d0500292-d5bb-8552-8660-a4c81b284b0f	gijs	{"at": "2026-11-27T22:20:51.490489050Z", "kind": "offered", "agent": "gijs", "offer": "d0500292-d5bb-8552-8660-a4c81b284b0f/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:51.321538387Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:51.490489050Z"}
main	57	1	2026-11-27 22:20:51.596378+00	accepted	d0500292-d5bb-8552-8660-a4c81b284b0f	gijs	{"at": "2026-11-27T22:20:51.596378961Z", "kind": "accepted", "agent": "gijs", "offer": "d0500292-d5bb-8552-8660-a4c81b284b0f/1", "bridge_by": "2026-11-27T22:21:21.596378961Z"}
main	58	1	2026-11-27 22:20:51.618072+00	connected	d0500292-d5bb-8552-8660-a4c81b284b0f	gijs	{"at": "2026-11-27T22:20:51.618072033Z", "kind": "connected", "agent": "gijs", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f"}
main	59	1	2026-11-27 22:20:51.796805+00	identified	d0500292-d5bb-8552-8660-a4c81b284b0f	\N	{"at": "2026-11-27T22:20:51.796805600Z", "kind": "identified", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f", "customer": "01a21f18-bd2d-7369-83a3-685d00871cfa"}
main	60	1	2026-11-27 22:20:52.006038+00	wrap_up_began	d0500292-d5bb-8552-8660-a4c81b284b0f	gijs	{"at": "2026-11-27T22:20:52.006038915Z", "kind": "wrap_up_began", "agent": "gijs", "cause": "caller_hung_up", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f"}
main	61	1	2026-11-27 22:20:52.121682+00	finished	d0500292-d5bb-8552-8660-a4c81b284b0f	gijs	{"at": "2026-11-27T22:20:52.121682946Z", "kind": "finished", "agent": "gijs", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f", "hang_up": false, "outcome": "with_carrier"}
main	62	1	2026-11-27 22:20:52.384419+00	queued	6bb52e0f-3816-81f2-8629-f3054624af8c	\N	{"at": "2026-11-27T22:20:52.384419007Z", "call": "withheld", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:52.319742773Z", "carrier": "native", "channel": "call", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c", "customer": "28fa5802-156c-800b-9b80-66af07ccd2c7", "head_start": 0}
main	63	1	2026-11-27 22:20:52.384419+00	offered	6bb52e0f-3816-81f2-8629-f3054624af8c	gijs	{"at": "2026-11-27T22:20:52.384419007Z", "kind": "offered", "agent": "gijs", "offer": "6bb52e0f-3816-81f2-8629-f3054624af8c/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:52.121682946Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:52.384419007Z"}
main	64	1	2026-11-27 22:20:52.422235+00	accepted	6bb52e0f-3816-81f2-8629-f3054624af8c	gijs	{"at": "2026-11-27T22:20:52.422235119Z", "kind": "accepted", "agent": "gijs", "offer": "6bb52e0f-3816-81f2-8629-f3054624af8c/1", "bridge_by": "2026-11-27T22:21:22.422235119Z"}
main	65	1	2026-11-27 22:20:52.456764+00	connected	6bb52e0f-3816-81f2-8629-f3054624af8c	gijs	{"at": "2026-11-27T22:20:52.456764435Z", "kind": "connected", "agent": "gijs", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c"}
main	66	1	2026-11-27 22:20:52.67576+00	wrap_up_began	6bb52e0f-3816-81f2-8629-f3054624af8c	gijs	{"at": "2026-11-27T22:20:52.675760655Z", "kind": "wrap_up_began", "agent": "gijs", "cause": "caller_hung_up", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c"}
main	67	1	2026-11-27 22:20:53.416478+00	finished	6bb52e0f-3816-81f2-8629-f3054624af8c	gijs	{"at": "2026-11-27T22:20:53.416478840Z", "kind": "finished", "agent": "gijs", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c", "hang_up": false, "outcome": "wrong_number"}
main	68	1	2026-11-27 22:20:53.540622+00	queued	574bbfb2-f688-8655-acbc-6800b3755cb4	\N	{"at": "2026-11-27T22:20:53.540622645Z", "call": "one-of-two", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:53.440613400Z", "carrier": "native", "channel": "call", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4", "customer": "bdb260b0-627d-866c-8b24-736cefdb10a2", "head_start": 0}
main	69	1	2026-11-27 22:20:53.540622+00	offered	574bbfb2-f688-8655-acbc-6800b3755cb4	gijs	{"at": "2026-11-27T22:20:53.540622645Z", "kind": "offered", "agent": "gijs", "offer": "574bbfb2-f688-8655-acbc-6800b3755cb4/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:53.416478840Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:53.540622645Z"}
main	70	1	2026-11-27 22:20:53.683864+00	accepted	574bbfb2-f688-8655-acbc-6800b3755cb4	gijs	{"at": "2026-11-27T22:20:53.683864289Z", "kind": "accepted", "agent": "gijs", "offer": "574bbfb2-f688-8655-acbc-6800b3755cb4/1", "bridge_by": "2026-11-27T22:21:23.683864289Z"}
main	71	1	2026-11-27 22:20:53.914487+00	connected	574bbfb2-f688-8655-acbc-6800b3755cb4	gijs	{"at": "2026-11-27T22:20:53.914487118Z", "kind": "connected", "agent": "gijs", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4"}
main	72	1	2026-11-27 22:20:53.985788+00	wrap_up_began	574bbfb2-f688-8655-acbc-6800b3755cb4	gijs	{"at": "2026-11-27T22:20:53.985788849Z", "kind": "wrap_up_began", "agent": "gijs", "cause": "caller_hung_up", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4"}
main	73	1	2026-11-27 22:20:54.144628+00	finished	574bbfb2-f688-8655-acbc-6800b3755cb4	gijs	{"at": "2026-11-27T22:20:54.144628058Z", "kind": "finished", "agent": "gijs", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4", "hang_up": false, "outcome": "call_back_promised"}
main	74	1	2026-11-27 22:20:54.199314+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:54.199314415Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "offline"}}
main	75	2	2026-11-27 22:20:59.141092+00	presence_changed	\N	bram	{"at": "2026-11-27T22:20:59.141092518Z", "kind": "presence_changed", "agent": "bram", "presence": {"kind": "ready"}}
main	76	2	2026-11-27 22:20:59.340715+00	queued	cbe46667-a841-8893-a0dd-8e538ddd0cda	\N	{"at": "2026-11-27T22:20:59.340715517Z", "call": "held", "kind": "queued", "queue": "delivery", "arrived": "2026-11-27T22:20:59.220137914Z", "carrier": "native", "channel": "call", "contact": "cbe46667-a841-8893-a0dd-8e538ddd0cda", "customer": "2fec50ed-5bc4-8755-98be-fc6ae1857bd7", "head_start": 0}
main	77	2	2026-11-27 22:20:59.340715+00	offered	cbe46667-a841-8893-a0dd-8e538ddd0cda	bram	{"at": "2026-11-27T22:20:59.340715517Z", "kind": "offered", "agent": "bram", "offer": "cbe46667-a841-8893-a0dd-8e538ddd0cda/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:59.141092518Z", "proficiency": 6}, "expires_at": "2026-11-27T22:30:59.340715517Z"}
main	78	2	2026-11-27 22:20:59.496671+00	accepted	cbe46667-a841-8893-a0dd-8e538ddd0cda	bram	{"at": "2026-11-27T22:20:59.496671805Z", "kind": "accepted", "agent": "bram", "offer": "cbe46667-a841-8893-a0dd-8e538ddd0cda/1", "bridge_by": "2026-11-27T22:21:29.496671805Z"}
main	79	2	2026-11-27 22:20:59.612116+00	connected	cbe46667-a841-8893-a0dd-8e538ddd0cda	bram	{"at": "2026-11-27T22:20:59.612116148Z", "kind": "connected", "agent": "bram", "contact": "cbe46667-a841-8893-a0dd-8e538ddd0cda"}
main	80	2	2026-11-27 22:20:59.65722+00	held	cbe46667-a841-8893-a0dd-8e538ddd0cda	bram	{"at": "2026-11-27T22:20:59.657220435Z", "kind": "held", "agent": "bram", "contact": "cbe46667-a841-8893-a0dd-8e538ddd0cda"}
main	81	2	2026-11-27 22:20:59.830936+00	presence_changed	\N	gijs	{"at": "2026-11-27T22:20:59.830936990Z", "kind": "presence_changed", "agent": "gijs", "presence": {"kind": "ready"}}
main	82	2	2026-11-27 22:20:59.848435+00	queued	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	\N	{"at": "2026-11-27T22:20:59.848435643Z", "call": "talking", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:20:59.838175672Z", "carrier": "native", "channel": "call", "contact": "1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 90}
main	83	2	2026-11-27 22:20:59.848435+00	offered	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	gijs	{"at": "2026-11-27T22:20:59.848435643Z", "kind": "offered", "agent": "gijs", "offer": "1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:59.830936990Z", "proficiency": 9}, "expires_at": "2026-11-27T22:30:59.848435643Z"}
main	84	2	2026-11-27 22:20:59.888468+00	accepted	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	gijs	{"at": "2026-11-27T22:20:59.888468112Z", "kind": "accepted", "agent": "gijs", "offer": "1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3/1", "bridge_by": "2026-11-27T22:21:29.888468112Z"}
main	85	2	2026-11-27 22:20:59.905793+00	connected	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	gijs	{"at": "2026-11-27T22:20:59.905793957Z", "kind": "connected", "agent": "gijs", "contact": "1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3"}
main	86	2	2026-11-27 22:20:59.922337+00	presence_deferred	\N	gijs	{"at": "2026-11-27T22:20:59.922337904Z", "kind": "presence_deferred", "next": {"kind": "not_ready", "reason": "training"}, "agent": "gijs"}
main	87	2	2026-11-27 22:21:00.169522+00	presence_changed	\N	chantal	{"at": "2026-11-27T22:21:00.169522398Z", "kind": "presence_changed", "agent": "chantal", "presence": {"kind": "ready"}}
main	88	2	2026-11-27 22:21:00.223072+00	queued	a93c0811-927d-8730-8ad8-5c600d3e8c9d	\N	{"at": "2026-11-27T22:21:00.223072799Z", "call": "written-up", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:21:00.196862317Z", "carrier": "native", "channel": "call", "contact": "a93c0811-927d-8730-8ad8-5c600d3e8c9d", "customer": "01a21f18-bd2d-7369-83a3-685d00871cfa", "head_start": 0}
main	89	2	2026-11-27 22:21:00.223072+00	offered	a93c0811-927d-8730-8ad8-5c600d3e8c9d	chantal	{"at": "2026-11-27T22:21:00.223072799Z", "kind": "offered", "agent": "chantal", "offer": "a93c0811-927d-8730-8ad8-5c600d3e8c9d/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:21:00.169522398Z", "proficiency": 3}, "expires_at": "2026-11-27T22:31:00.223072799Z"}
main	90	2	2026-11-27 22:21:00.29804+00	accepted	a93c0811-927d-8730-8ad8-5c600d3e8c9d	chantal	{"at": "2026-11-27T22:21:00.298040020Z", "kind": "accepted", "agent": "chantal", "offer": "a93c0811-927d-8730-8ad8-5c600d3e8c9d/1", "bridge_by": "2026-11-27T22:21:30.298040020Z"}
main	91	2	2026-11-27 22:21:00.381659+00	connected	a93c0811-927d-8730-8ad8-5c600d3e8c9d	chantal	{"at": "2026-11-27T22:21:00.381659457Z", "kind": "connected", "agent": "chantal", "contact": "a93c0811-927d-8730-8ad8-5c600d3e8c9d"}
main	92	2	2026-11-27 22:21:00.424027+00	wrap_up_began	a93c0811-927d-8730-8ad8-5c600d3e8c9d	chantal	{"at": "2026-11-27T22:21:00.424027802Z", "kind": "wrap_up_began", "agent": "chantal", "cause": "caller_hung_up", "contact": "a93c0811-927d-8730-8ad8-5c600d3e8c9d"}
main	93	2	2026-11-27 22:21:00.543738+00	presence_changed	\N	esra	{"at": "2026-11-27T22:21:00.543738752Z", "kind": "presence_changed", "agent": "esra", "presence": {"kind": "not_ready", "reason": "lunch"}}
main	94	2	2026-11-27 22:21:00.695951+00	presence_changed	\N	femke	{"at": "2026-11-27T22:21:00.695951283Z", "kind": "presence_changed", "agent": "femke", "presence": {"kind": "ready"}}
main	95	2	2026-11-27 22:21:00.78805+00	queued	dafad5ac-760b-82fc-b973-6771a957db26	\N	{"at": "2026-11-27T22:21:00.788050018Z", "call": "being-bridged", "kind": "queued", "queue": "complaints", "arrived": "2026-11-27T22:21:00.705601849Z", "carrier": "native", "channel": "call", "contact": "dafad5ac-760b-82fc-b973-6771a957db26", "customer": "01a21f18-bd2d-7369-83a3-685d00871cfa", "head_start": 60}
main	96	2	2026-11-27 22:21:00.78805+00	offered	dafad5ac-760b-82fc-b973-6771a957db26	femke	{"at": "2026-11-27T22:21:00.788050018Z", "kind": "offered", "agent": "femke", "offer": "dafad5ac-760b-82fc-b973-6771a957db26/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:21:00.695951283Z", "proficiency": 6}, "expires_at": "2026-11-27T22:31:00.788050018Z"}
main	97	2	2026-11-27 22:21:00.876014+00	accepted	dafad5ac-760b-82fc-b973-6771a957db26	femke	{"at": "2026-11-27T22:21:00.876014775Z", "kind": "accepted", "agent": "femke", "offer": "dafad5ac-760b-82fc-b973-6771a957db26/1", "bridge_by": "2026-11-27T22:21:30.876014775Z"}
main	98	2	2026-11-27 22:21:01.144312+00	presence_changed	\N	hanna	{"at": "2026-11-27T22:21:01.144312655Z", "kind": "presence_changed", "agent": "hanna", "presence": {"kind": "ready"}}
main	99	2	2026-11-27 22:21:01.292404+00	queued	8a1bab1d-256e-861c-9aec-20388c76a019	\N	{"at": "2026-11-27T22:21:01.292404832Z", "call": "offered", "kind": "queued", "queue": "returns", "arrived": "2026-11-27T22:21:01.254185879Z", "carrier": "native", "channel": "call", "contact": "8a1bab1d-256e-861c-9aec-20388c76a019", "customer": "1c14a820-9857-8ffe-ba46-aa7644c181dd", "head_start": 0}
main	100	2	2026-11-27 22:21:01.292404+00	offered	8a1bab1d-256e-861c-9aec-20388c76a019	hanna	{"at": "2026-11-27T22:21:01.292404832Z", "kind": "offered", "agent": "hanna", "offer": "8a1bab1d-256e-861c-9aec-20388c76a019/1", "choice": {"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:21:01.144312655Z", "proficiency": 7}, "expires_at": "2026-11-27T22:31:01.292404832Z"}
main	101	2	2026-11-27 22:21:01.446752+00	queued	88db9ead-3a44-8ea5-a1c3-03e3478b5437	\N	{"at": "2026-11-27T22:21:01.446752449Z", "call": "waits-first", "kind": "queued", "queue": "complaints", "arrived": "2026-11-27T22:21:01.423683073Z", "carrier": "native", "channel": "call", "contact": "88db9ead-3a44-8ea5-a1c3-03e3478b5437", "customer": "01a21f18-bd2d-7369-83a3-685d00871cfa", "head_start": 60}
main	102	2	2026-11-27 22:21:01.50597+00	queued	ad3063b3-8b4b-88d4-b1f5-dbccad287335	\N	{"at": "2026-11-27T22:21:01.505970377Z", "call": "waits-second", "kind": "queued", "queue": "complaints", "arrived": "2026-11-27T22:21:01.461437132Z", "carrier": "native", "channel": "call", "contact": "ad3063b3-8b4b-88d4-b1f5-dbccad287335", "customer": "69414505-5c84-81b1-bf34-b545b9aefc61", "head_start": 60}
main	103	2	2026-11-27 22:21:01.537306+00	queued	d09fbeed-6b61-82b3-9da0-73d5acad264d	\N	{"at": "2026-11-27T22:21:01.537306940Z", "call": "is-very-important", "kind": "queued", "queue": "complaints", "arrived": "2026-11-27T22:21:01.514359997Z", "carrier": "native", "channel": "call", "contact": "d09fbeed-6b61-82b3-9da0-73d5acad264d", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "head_start": 150}
\.

COPY floor (id, epoch, seq, owner, backend, taken_at) FROM stdin;
main	2	103	01a21f18-eae6-76fb-86c2-46b61fbfc35e	15839	2026-11-27 22:20:58.302242+00
\.

COPY floor_snapshot (floor, seq, taken_at, body) FROM stdin;
main	74	2026-11-27 22:20:54.378783+00	{"plan": {"agents": [{"id": "ana", "name": "Ana de Wit", "active": true, "skills": {"orders": 8, "english": 7, "carriers": 7}, "address": "client:ana", "department": "shipping"}, {"id": "bram", "name": "Bram Visser", "active": true, "skills": {"orders": 6, "carriers": 9}, "address": "sip:bram@phones.example", "department": "shipping"}, {"id": "chantal", "name": "Chantal Bakker", "active": true, "skills": {"orders": 4, "returns": 3}, "address": "+31201234591", "department": "shipping"}, {"id": "daan", "name": "Daan Smit", "active": true, "skills": {"orders": 3, "english": 6, "appliances": 9}, "address": "client:daan", "department": "service"}, {"id": "esra", "name": "Esra Yilmaz", "active": true, "skills": {"english": 8, "appliances": 6, "complaints": 8}, "address": "client:esra", "department": "service"}, {"id": "femke", "name": "Femke Mulder", "active": true, "skills": {"orders": 4, "appliances": 5, "complaints": 6}, "address": "sip:femke@phones.example", "department": "service"}, {"id": "gijs", "name": "Gijs van Dam", "active": true, "skills": {"orders": 5, "returns": 9}, "address": "client:gijs", "department": "returns"}, {"id": "hanna", "name": "Hanna Peters", "active": true, "skills": {"english": 9, "returns": 7, "complaints": 5}, "address": "+31201234592", "department": "returns"}, {"id": "ivo", "name": "Ivo Jansen", "active": true, "skills": {"orders": 3, "returns": 4, "carriers": 5}, "address": "client:ivo", "department": "returns"}], "queues": [{"id": "delivery", "name": "Where is my order", "ring": 600, "active": true, "skills": {"orders": 3}, "channel": "call", "wrap_up": 45, "strategy": "longest_idle", "department": "shipping", "head_start": 0, "answer_within": 20, "short_abandon": 5}, {"id": "damaged", "name": "Damaged or lost in transit", "ring": 20, "active": true, "skills": {"orders": 3, "carriers": 5}, "channel": "call", "wrap_up": 90, "strategy": "most_skilled", "department": "shipping", "head_start": 0, "answer_within": 30, "short_abandon": 5}, {"id": "product_help", "name": "Product help", "ring": 0.2, "active": true, "skills": {"appliances": 4}, "channel": "call", "wrap_up": 60, "strategy": "most_skilled", "department": "service", "head_start": 0, "answer_within": 20, "short_abandon": 5}, {"id": "complaints", "name": "Complaints", "ring": 600, "active": true, "skills": {"complaints": 5}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "service", "head_start": 60, "answer_within": 20, "short_abandon": 0}, {"id": "returns", "name": "Returns and refunds", "ring": 600, "active": true, "skills": {"returns": 3}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "returns", "head_start": 0, "answer_within": 20, "short_abandon": 5}, {"id": "english", "name": "English line", "ring": 20, "active": true, "skills": {"english": 6}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "service", "head_start": 15, "answer_within": 30, "short_abandon": 5}], "skills": [{"id": "orders", "name": "Orders and delivery"}, {"id": "carriers", "name": "Tracing with carriers"}, {"id": "appliances", "name": "How appliances work"}, {"id": "complaints", "name": "Complaints"}, {"id": "returns", "name": "Returns and refunds"}, {"id": "english", "name": "English"}], "numbers": [{"queue": "delivery", "number": "+31201234500"}, {"queue": "delivery", "number": "+31201234501"}, {"queue": "damaged", "number": "+31201234502"}, {"queue": "product_help", "number": "+31201234503"}, {"queue": "complaints", "number": "+31201234504"}, {"queue": "returns", "number": "+31201234505"}, {"queue": "english", "number": "+31201234506"}], "reasons": [{"id": "lunch", "name": "Lunch", "paid": false, "productive": false, "max_minutes": 45}, {"id": "break", "name": "Break", "paid": true, "productive": false, "max_minutes": 15}, {"id": "training", "name": "Training", "paid": true, "productive": true, "max_minutes": 240}, {"id": "meeting", "name": "Meeting", "paid": true, "productive": true, "max_minutes": 120}, {"id": "missed_offer", "name": "Missed a call", "paid": true, "productive": false}, {"id": "bridge_failed", "name": "Phone could not be reached", "paid": true, "productive": false}], "outcomes": [{"id": "answered", "name": "Question answered", "resolves": true}, {"id": "order_changed", "name": "Order changed", "resolves": true}, {"id": "remedy_given", "name": "Put right with a remedy", "resolves": true}, {"id": "no_fault_found", "name": "No fault found", "resolves": true}, {"id": "return_expected", "name": "Return expected", "resolves": false}, {"id": "with_carrier", "name": "Being traced by the carrier", "resolves": false}, {"id": "call_back_promised", "name": "Call back promised", "resolves": false}, {"id": "passed_on", "name": "Passed on to another department", "resolves": false}, {"id": "cut_off", "name": "Cut off before it was settled", "resolves": false}, {"id": "wrong_number", "name": "Wrong number or nuisance", "resolves": true}], "remedies": [{"id": "replacement", "most": {}, "name": "Replacement", "order_states": ["shipped", "delivered", "returned"], "without_item": false, "exclusion_group": "make_good"}, {"id": "refund", "most": {"EUR": 2500}, "name": "Refund", "order_states": ["placed", "packed", "shipped", "delivered", "returned", "cancelled"], "without_item": false, "exclusion_group": "make_good"}, {"id": "credit", "most": {"EUR": 5000}, "name": "Store credit", "order_states": ["placed", "packed", "shipped", "delivered", "returned", "cancelled"], "without_item": false, "exclusion_group": "make_good"}, {"id": "repair_visit", "most": {}, "name": "Repair visit", "order_states": ["shipped", "delivered"], "without_item": true, "exclusion_group": "repair"}], "segments": [{"id": "vip", "name": "VIP", "head_start": 90}, {"id": "regular", "name": "Regular", "head_start": 0}], "departments": [{"id": "shipping", "name": "Shipping"}, {"id": "service", "name": "Customer service"}, {"id": "returns", "name": "Returns"}], "default_queue": "delivery"}, "time": "2026-11-27T22:20:54.199314415Z", "ended": [{"at": "2026-11-27T22:20:47.569077692Z", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}, {"at": "2026-11-27T22:20:48.964848826Z", "contact": "c81f0d59-cb46-8c0f-90f2-60b2b943d9d8"}, {"at": "2026-11-27T22:20:49.036014324Z", "contact": "bca68b22-8d27-8298-8894-42761e35f5c9"}, {"at": "2026-11-27T22:20:49.060335447Z", "contact": "baadb347-f9d8-80e4-a9c0-4f3c309d4e03", "left_early": "caller_hung_up"}, {"at": "2026-11-27T22:20:49.453091552Z", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d"}, {"at": "2026-11-27T22:20:49.756428950Z", "contact": "a2aa0337-90b7-8808-ba70-bd8addd68a27"}, {"at": "2026-11-27T22:20:50.494924068Z", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c"}, {"at": "2026-11-27T22:20:51.119121854Z", "contact": "99fc91ea-6fa3-88b5-af35-844b3f539119"}, {"at": "2026-11-27T22:20:52.121682946Z", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f"}, {"at": "2026-11-27T22:20:53.416478840Z", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c"}, {"at": "2026-11-27T22:20:54.144628058Z", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4"}], "agents": [{"id": "ana", "since": "2026-11-27T22:20:37.312677246Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:37.312677246Z"}, {"id": "bram", "since": "2026-11-27T22:20:37.312677246Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:37.312677246Z"}, {"id": "chantal", "since": "2026-11-27T22:20:37.312677246Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:37.312677246Z"}, {"id": "daan", "since": "2026-11-27T22:20:51.064270531Z", "offers": [], "contacts": [], "presence": {"state": "not_ready", "reason": "missed_offer"}, "idle_since": "2026-11-27T22:20:50.739305298Z"}, {"id": "esra", "since": "2026-11-27T22:20:37.312677246Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:37.312677246Z"}, {"id": "femke", "since": "2026-11-27T22:20:37.312677246Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:37.312677246Z"}, {"id": "gijs", "since": "2026-11-27T22:20:54.199314415Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:54.144628058Z"}, {"id": "hanna", "since": "2026-11-27T22:20:49.809431364Z", "offers": [], "contacts": [], "presence": {"state": "offline"}, "idle_since": "2026-11-27T22:20:49.098979995Z"}, {"id": "ivo", "since": "2026-11-27T22:20:50.012573745Z", "offers": [], "contacts": [], "presence": {"state": "not_ready", "reason": "bridge_failed"}, "idle_since": "2026-11-27T22:20:50.012573745Z"}], "contacts": []}
\.

COPY flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, installed_on, execution_time, success) FROM stdin;
1	1	floor and journal	SQL	V1__floor_and_journal.sql	2065810246	postgres	2026-11-27 22:20:15.609624	656	t
2	2	customers and orders	SQL	V2__customers_and_orders.sql	-1798694071	postgres	2026-11-27 22:20:16.578766	265	t
3	3	cases and remedies	SQL	V3__cases_and_remedies.sql	1025687940	postgres	2026-11-27 22:20:16.969424	620	t
4	4	accounts	SQL	V4__accounts.sql	2072808794	postgres	2026-11-27 22:20:17.830996	106	t
5	5	nodes and fence	SQL	V5__nodes_and_fence.sql	-1681088775	postgres	2026-11-27 22:20:17.969509	41	t
6	8	reports	SQL	V8__reports.sql	-1009383455	postgres	2026-11-27 22:20:18.036946	59	t
7	11	drafts	SQL	V11__drafts.sql	1899765905	postgres	2026-11-27 22:20:18.159516	80	t
8	12	claims and alerts	SQL	V12__claims_and_alerts.sql	-1843909863	postgres	2026-11-27 22:20:18.315269	118	t
9	13	limits of amounts	SQL	V13__limits_of_amounts.sql	1946676353	postgres	2026-11-27 22:20:18.478976	51	t
10	14	case states	SQL	V14__case_states.sql	-240009265	postgres	2026-11-27 22:20:18.573848	128	t
11	15	late outcomes	SQL	V15__late_outcomes.sql	1464037056	postgres	2026-11-27 22:20:18.765474	28	t
12	16	attendance	SQL	V16__attendance.sql	-2019350582	postgres	2026-11-27 22:20:18.872379	84	t
13	18	what comes from outside	SQL	V18__what_comes_from_outside.sql	-52374067	postgres	2026-11-27 22:20:18.988938	81	t
14	19	shared secrets	SQL	V19__shared_secrets.sql	-1213353190	postgres	2026-11-27 22:20:19.123287	52	t
15	20	lines of their own	SQL	V20__lines_of_their_own.sql	-1209897088	postgres	2026-11-27 22:20:19.211605	61	t
16	21	remedy policy	SQL	V21__remedy_policy.sql	1758587539	postgres	2026-11-27 22:20:19.319955	93	t
17	22	callers as they came	SQL	V22__callers_as_they_came.sql	-1348982890	postgres	2026-11-27 22:20:19.495936	78	t
18	24	what came with a stranger	SQL	V24__what_came_with_a_stranger.sql	-902015644	postgres	2026-11-27 22:20:19.628283	178	t
19	25	words of names	SQL	V25__words_of_names.sql	-1333230563	postgres	2026-11-27 22:20:19.873056	56	t
\.

COPY hook_event (source, event, received_at, body, answer) FROM stdin;
desk:gijs	c-01a21f18-c01d-71e9-92f6-fb8db03621fb	2026-11-27 22:20:45.497669+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-solved arrived solved	2026-11-27 22:20:45.680721+00	{"at": "2026-11-27T22:20:45.531370621Z", "to": "+31201234505", "call": "solved", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:gijs	c-01a21f18-c264-7f15-8cf3-7d7873dce39f	2026-11-27 22:20:46.088713+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "6763976e-6421-88d8-8fca-578d1c9b12bd/1"}	{"accepted": true}
native	01a21f18-c303-7563-b625-a15035bb4184 bridged solved	2026-11-27 22:20:46.321545+00	{"call": "solved", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
desk:gijs	c-01a21f18-c6b7-7e56-8e79-094e19c48768	2026-11-27 22:20:47.1784+00	{"kind": "held", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}	{"accepted": true}
native	01a21f18-c704-759a-a16a-7b8254c0eb49 held solved	2026-11-27 22:20:47.29024+00	{"call": "solved", "kind": "held"}	{"no": "repeated", "why": "the contact is already held", "accepted": false}
desk:gijs	c-01a21f18-c707-7c8d-8e48-3376b7481953	2026-11-27 22:20:47.333259+00	{"kind": "resumed", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}	{"accepted": true}
native	01a21f18-c77f-7aa1-80c7-11447ccaad42 resumed solved	2026-11-27 22:20:47.373879+00	{"call": "solved", "kind": "resumed"}	{"no": "repeated", "why": "the contact is not held", "accepted": false}
native	01a21f18-c7bc-7276-b3fd-5c59abe15428 ended solved	2026-11-27 22:20:47.455951+00	{"call": "solved", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:gijs	c-01a21f18-c865-7699-a934-26d4314ba03c	2026-11-27 22:20:47.59696+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "offline"}}	{"accepted": true}
native	arrival-of-gave-up arrived gave-up	2026-11-27 22:20:48.919989+00	{"at": "2026-11-27T22:20:48.906198174Z", "to": "+31201234504", "call": "gave-up", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
native	01a21f18-cdb9-7234-9df6-9a73d21c27d2 ended gave-up	2026-11-27 22:20:48.965606+00	{"call": "gave-up", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
native	arrival-of-gave-up-at-once arrived gave-up-at-once	2026-11-27 22:20:49.006592+00	{"at": "2026-11-27T22:20:48.982714396Z", "to": "+31201234500", "call": "gave-up-at-once", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
native	01a21f18-cdfe-7fba-a255-a63be0d397a5 ended gave-up-at-once	2026-11-27 22:20:49.036267+00	{"call": "gave-up-at-once", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
native	01a21f18-ce1b-7363-a162-a83d5a5a6233 ended over-before-it-came	2026-11-27 22:20:49.060563+00	{"call": "over-before-it-came", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:hanna	c-01a21f18-ce44-7841-b526-987c15ade235	2026-11-27 22:20:49.099531+00	{"kind": "presence_asked", "agent": "hanna", "presence": {"kind": "ready"}}	{"accepted": true}
desk:gijs	c-01a21f18-ce75-79d4-b139-855f001c5742	2026-11-27 22:20:49.156377+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-declined arrived declined	2026-11-27 22:20:49.189944+00	{"at": "2026-11-27T22:20:49.164244477Z", "to": "+31201234505", "call": "declined", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:hanna	c-01a21f18-cecd-74b6-88ce-53e35909ce78	2026-11-27 22:20:49.242233+00	{"kind": "offer_declined", "agent": "hanna", "offer": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d/1"}	{"accepted": true}
desk:gijs	c-01a21f18-cf23-708a-878f-7b7de77a1e91	2026-11-27 22:20:49.320036+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d/2"}	{"accepted": true}
native	01a21f18-cf46-756a-b10a-7b22201eeb0a bridged declined	2026-11-27 22:20:49.358299+00	{"call": "declined", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
native	01a21f18-cf61-75ad-b9a2-7e48e3ea6c68 ended declined	2026-11-27 22:20:49.386713+00	{"call": "declined", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:gijs	c-01a21f18-cfbf-729d-b91a-84a56ef1f04f	2026-11-27 22:20:49.477462+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "offline"}}	{"accepted": true}
native	arrival-of-left-while-offered arrived left-while-offered	2026-11-27 22:20:49.530301+00	{"at": "2026-11-27T22:20:49.486356902Z", "to": "+31201234505", "call": "left-while-offered", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
native	01a21f18-d0a2-735e-aea7-a127c0029900 ended left-while-offered	2026-11-27 22:20:49.756913+00	{"call": "left-while-offered", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:hanna	c-01a21f18-d10a-73ad-83cf-07ff3c2eb790	2026-11-27 22:20:49.810902+00	{"kind": "presence_asked", "agent": "hanna", "presence": {"kind": "offline"}}	{"accepted": true}
desk:ivo	c-01a21f18-d137-7112-bfdf-fe93f778d429	2026-11-27 22:20:49.865097+00	{"kind": "presence_asked", "agent": "ivo", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-not-bridged arrived not-bridged	2026-11-27 22:20:49.901279+00	{"at": "2026-11-27T22:20:49.883386063Z", "to": "+31201234505", "call": "not-bridged", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:ivo	c-01a21f18-d1a8-7045-91a5-4b03cf625029	2026-11-27 22:20:49.970809+00	{"kind": "offer_accepted", "agent": "ivo", "offer": "270d8ace-2543-805f-9ab0-7f1b15f8944c/1"}	{"accepted": true}
native	01a21f18-d1d2-7955-82b4-d9c2aa930bcd bridge_failed not-bridged	2026-11-27 22:20:50.015805+00	{"call": "not-bridged", "kind": "bridge_failed", "reason": "no_answer"}	{"accepted": true}
desk:gijs	c-01a21f18-d21a-71b7-be0c-b168ac531a35	2026-11-27 22:20:50.078281+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "ready"}}	{"accepted": true}
desk:gijs	c-01a21f18-d270-7e9b-888e-250ca672ca67	2026-11-27 22:20:50.173983+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "270d8ace-2543-805f-9ab0-7f1b15f8944c/2"}	{"accepted": true}
native	01a21f18-d2c4-7472-a01d-138d64318a37 bridged not-bridged	2026-11-27 22:20:50.261863+00	{"call": "not-bridged", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
native	01a21f18-d2fa-7de7-9851-cdb8c2976957 ended not-bridged	2026-11-27 22:20:50.319348+00	{"call": "not-bridged", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:gijs	c-01a21f18-d3aa-7b2f-beb5-4d1dd8fe5a13	2026-11-27 22:20:50.482163+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "offline"}}	{"accepted": true}
desk:daan	c-01a21f18-d4ae-7ab7-845e-bbced0fbf685	2026-11-27 22:20:50.743643+00	{"kind": "presence_asked", "agent": "daan", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-missed arrived missed	2026-11-27 22:20:50.822855+00	{"at": "2026-11-27T22:20:50.779790994Z", "to": "+31201234503", "call": "missed", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
native	01a21f18-d625-72a6-9b66-7e084c9fb0fd ended missed	2026-11-27 22:20:51.119364+00	{"call": "missed", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:gijs	c-01a21f18-d6dc-7da4-bc9c-f382e77e48b6	2026-11-27 22:20:51.32214+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-stranger arrived stranger	2026-11-27 22:20:51.491088+00	{"at": "2026-11-27T22:20:51.366437463Z", "to": "+31201234505", "call": "stranger", "from": "+31611112222", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:gijs	c-01a21f18-d809-7642-b6a1-8051ad80d863	2026-11-27 22:20:51.597157+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "d0500292-d5bb-8552-8660-a4c81b284b0f/1"}	{"accepted": true}
native	01a21f18-d81e-7bf1-bab3-f1b3ce02e0f7 bridged stranger	2026-11-27 22:20:51.61896+00	{"call": "stranger", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
native	01a21f18-d999-73a8-87bd-d8ea2684af64 ended stranger	2026-11-27 22:20:52.008234+00	{"call": "stranger", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
native	arrival-of-withheld arrived withheld	2026-11-27 22:20:52.385087+00	{"at": "2026-11-27T22:20:52.319742773Z", "to": "+31201234505", "call": "withheld", "from": "anonymous", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:gijs	c-01a21f18-db42-7e15-a8d3-adfa489512ea	2026-11-27 22:20:52.422919+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "6bb52e0f-3816-81f2-8629-f3054624af8c/1"}	{"accepted": true}
native	01a21f18-db5e-78d1-bdeb-2e709aad0031 bridged withheld	2026-11-27 22:20:52.459706+00	{"call": "withheld", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
native	01a21f18-db8c-7ffc-9ea4-e9e222a2bacb ended withheld	2026-11-27 22:20:52.676268+00	{"call": "withheld", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
native	arrival-of-one-of-two arrived one-of-two	2026-11-27 22:20:53.554448+00	{"at": "2026-11-27T22:20:53.440613400Z", "to": "+31201234505", "call": "one-of-two", "from": "+31698765432", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:gijs	c-01a21f18-e028-7242-a53f-025fb0983880	2026-11-27 22:20:53.684497+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "574bbfb2-f688-8655-acbc-6800b3755cb4/1"}	{"accepted": true}
native	01a21f18-e0f3-7332-9d88-68dfad477403 bridged one-of-two	2026-11-27 22:20:53.9224+00	{"call": "one-of-two", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
native	01a21f18-e159-7470-b9d6-6ed06fb45992 ended one-of-two	2026-11-27 22:20:53.98618+00	{"call": "one-of-two", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:gijs	c-01a21f18-e231-7353-880e-0eb1fbae243d	2026-11-27 22:20:54.199567+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "offline"}}	{"accepted": true}
desk:bram	c-01a21f18-f55c-7ca4-8d23-32984404d424	2026-11-27 22:20:59.141566+00	{"kind": "presence_asked", "agent": "bram", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-held arrived held	2026-11-27 22:20:59.348517+00	{"at": "2026-11-27T22:20:59.220137914Z", "to": "+31201234500", "call": "held", "from": "+31698765432", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:bram	c-01a21f18-f6df-7929-827e-2e4e2f3c622a	2026-11-27 22:20:59.497336+00	{"kind": "offer_accepted", "agent": "bram", "offer": "cbe46667-a841-8893-a0dd-8e538ddd0cda/1"}	{"accepted": true}
native	01a21f18-f73f-7acf-bf03-24ea73df15fd bridged held	2026-11-27 22:20:59.612653+00	{"call": "held", "kind": "bridged", "agent": "bram"}	{"accepted": true}
desk:bram	c-01a21f18-f781-7126-a147-e3eef55d7f35	2026-11-27 22:20:59.657684+00	{"kind": "held", "contact": "cbe46667-a841-8893-a0dd-8e538ddd0cda"}	{"accepted": true}
native	01a21f18-f7aa-776b-8a13-f60b8434ba53 held held	2026-11-27 22:20:59.730234+00	{"call": "held", "kind": "held"}	{"no": "repeated", "why": "the contact is already held", "accepted": false}
desk:gijs	c-01a21f18-f835-7678-ace8-eb5a1133448d	2026-11-27 22:20:59.831287+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-talking arrived talking	2026-11-27 22:20:59.84898+00	{"at": "2026-11-27T22:20:59.838175672Z", "to": "+31201234505", "call": "talking", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:gijs	c-01a21f18-f86f-737d-b8e0-6f2617d1268d	2026-11-27 22:20:59.889008+00	{"kind": "offer_accepted", "agent": "gijs", "offer": "1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3/1"}	{"accepted": true}
native	01a21f18-f87c-7f4b-b305-779b4c92989c bridged talking	2026-11-27 22:20:59.906179+00	{"call": "talking", "kind": "bridged", "agent": "gijs"}	{"accepted": true}
desk:gijs	c-01a21f18-f891-7189-94eb-02b62cfdc9ee	2026-11-27 22:20:59.922856+00	{"kind": "presence_asked", "agent": "gijs", "presence": {"kind": "not_ready", "reason": "training"}}	{"accepted": true}
desk:chantal	c-01a21f18-f97e-7bb1-b4ca-24d37529761d	2026-11-27 22:21:00.16997+00	{"kind": "presence_asked", "agent": "chantal", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-written-up arrived written-up	2026-11-27 22:21:00.227338+00	{"at": "2026-11-27T22:21:00.196862317Z", "to": "+31201234505", "call": "written-up", "from": "+31611112222", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:chantal	c-01a21f18-f9f9-78cd-87eb-27bed67f3987	2026-11-27 22:21:00.298628+00	{"kind": "offer_accepted", "agent": "chantal", "offer": "a93c0811-927d-8730-8ad8-5c600d3e8c9d/1"}	{"accepted": true}
native	01a21f18-fa3f-7314-849f-455fb4e1f531 bridged written-up	2026-11-27 22:21:00.38279+00	{"call": "written-up", "kind": "bridged", "agent": "chantal"}	{"accepted": true}
native	01a21f18-fa73-7891-915f-c0d5b1fb617e ended written-up	2026-11-27 22:21:00.424456+00	{"call": "written-up", "kind": "ended", "cause": "caller_hung_up"}	{"accepted": true}
desk:esra	c-01a21f18-fafd-7e3a-97e8-72bd9dcfb415	2026-11-27 22:21:00.543925+00	{"kind": "presence_asked", "agent": "esra", "presence": {"kind": "not_ready", "reason": "lunch"}}	{"accepted": true}
desk:femke	c-01a21f18-fb89-702f-a2e4-e314bed462d9	2026-11-27 22:21:00.696329+00	{"kind": "presence_asked", "agent": "femke", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-being-bridged arrived being-bridged	2026-11-27 22:21:00.78873+00	{"at": "2026-11-27T22:21:00.705601849Z", "to": "+31201234504", "call": "being-bridged", "from": "+31611112222", "kind": "arrived", "unread": {}}	{"accepted": true}
desk:femke	c-01a21f18-fc35-7ae5-91a6-ee39fd8f8b27	2026-11-27 22:21:00.876668+00	{"kind": "offer_accepted", "agent": "femke", "offer": "dafad5ac-760b-82fc-b973-6771a957db26/1"}	{"accepted": true}
desk:hanna	c-01a21f18-fd46-76f7-84c5-35b3502e65e5	2026-11-27 22:21:01.144696+00	{"kind": "presence_asked", "agent": "hanna", "presence": {"kind": "ready"}}	{"accepted": true}
native	arrival-of-offered arrived offered	2026-11-27 22:21:01.293161+00	{"at": "2026-11-27T22:21:01.254185879Z", "to": "+31201234505", "call": "offered", "from": "+31698765432", "kind": "arrived", "unread": {}}	{"accepted": true}
native	arrival-of-waits-first arrived waits-first	2026-11-27 22:21:01.447091+00	{"at": "2026-11-27T22:21:01.423683073Z", "to": "+31201234504", "call": "waits-first", "from": "+31611112222", "kind": "arrived", "unread": {}}	{"accepted": true}
native	arrival-of-waits-second arrived waits-second	2026-11-27 22:21:01.506236+00	{"at": "2026-11-27T22:21:01.461437132Z", "to": "+31201234504", "call": "waits-second", "from": "anonymous", "kind": "arrived", "unread": {}}	{"accepted": true}
native	arrival-of-is-very-important arrived is-very-important	2026-11-27 22:21:01.537567+00	{"at": "2026-11-27T22:21:01.514359997Z", "to": "+31201234504", "call": "is-very-important", "from": "+31612345678", "kind": "arrived", "unread": {}}	{"accepted": true}
\.

COPY node (id, grid_host, grid_port, started_at, seen_at) FROM stdin;
01a21f17-fe61-752b-b523-3cd793f95cb6	127.0.0.1	5701	2026-11-27 22:20:20.392739+00	2026-11-27 22:20:54.025756+00
01a21f18-eae6-76fb-86c2-46b61fbfc35e	127.0.0.1	5701	2026-11-27 22:20:57.177194+00	2026-11-27 22:21:01.258076+00
\.

COPY offer (contact, attempt, agent, channel, state, why, choice, offered_at, expires_at, closed_at) FROM stdin;
6763976e-6421-88d8-8fca-578d1c9b12bd	1	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:45.488622236Z", "proficiency": 9}	2026-11-27 22:20:45.653379+00	2026-11-27 22:30:45.653379+00	2026-11-27 22:20:46.071862+00
ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	1	hanna	call	declined	declined	{"able": 2, "strategy": "longest_idle", "runner_up": "gijs", "idle_since": "2026-11-27T22:20:49.098979995Z", "proficiency": 7}	2026-11-27 22:20:49.186613+00	2026-11-27 22:30:49.186613+00	2026-11-27 22:20:49.23979+00
ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	2	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:49.155977841Z", "proficiency": 9}	2026-11-27 22:20:49.23979+00	2026-11-27 22:30:49.23979+00	2026-11-27 22:20:49.31823+00
a2aa0337-90b7-8808-ba70-bd8addd68a27	1	hanna	call	withdrawn	customer_left	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:49.098979995Z", "proficiency": 7}	2026-11-27 22:20:49.517825+00	2026-11-27 22:30:49.517825+00	2026-11-27 22:20:49.756428+00
270d8ace-2543-805f-9ab0-7f1b15f8944c	1	ivo	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:49.863564264Z", "proficiency": 4}	2026-11-27 22:20:49.900661+00	2026-11-27 22:30:49.900661+00	2026-11-27 22:20:49.968599+00
270d8ace-2543-805f-9ab0-7f1b15f8944c	2	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:50.077457338Z", "proficiency": 9}	2026-11-27 22:20:50.077457+00	2026-11-27 22:30:50.077457+00	2026-11-27 22:20:50.173288+00
99fc91ea-6fa3-88b5-af35-844b3f539119	1	daan	call	expired	expired	{"able": 1, "strategy": "most_skilled", "idle_since": "2026-11-27T22:20:50.739305298Z", "proficiency": 9}	2026-11-27 22:20:50.818711+00	2026-11-27 22:20:51.018711+00	2026-11-27 22:20:51.06427+00
d0500292-d5bb-8552-8660-a4c81b284b0f	1	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:51.321538387Z", "proficiency": 9}	2026-11-27 22:20:51.490489+00	2026-11-27 22:30:51.490489+00	2026-11-27 22:20:51.596378+00
6bb52e0f-3816-81f2-8629-f3054624af8c	1	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:52.121682946Z", "proficiency": 9}	2026-11-27 22:20:52.384419+00	2026-11-27 22:30:52.384419+00	2026-11-27 22:20:52.422235+00
574bbfb2-f688-8655-acbc-6800b3755cb4	1	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:53.416478840Z", "proficiency": 9}	2026-11-27 22:20:53.540622+00	2026-11-27 22:30:53.540622+00	2026-11-27 22:20:53.683864+00
cbe46667-a841-8893-a0dd-8e538ddd0cda	1	bram	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:59.141092518Z", "proficiency": 6}	2026-11-27 22:20:59.340715+00	2026-11-27 22:30:59.340715+00	2026-11-27 22:20:59.496671+00
1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	1	gijs	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:20:59.830936990Z", "proficiency": 9}	2026-11-27 22:20:59.848435+00	2026-11-27 22:30:59.848435+00	2026-11-27 22:20:59.888468+00
a93c0811-927d-8730-8ad8-5c600d3e8c9d	1	chantal	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:21:00.169522398Z", "proficiency": 3}	2026-11-27 22:21:00.223072+00	2026-11-27 22:31:00.223072+00	2026-11-27 22:21:00.29804+00
dafad5ac-760b-82fc-b973-6771a957db26	1	femke	call	accepted	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:21:00.695951283Z", "proficiency": 6}	2026-11-27 22:21:00.78805+00	2026-11-27 22:31:00.78805+00	2026-11-27 22:21:00.876014+00
8a1bab1d-256e-861c-9aec-20388c76a019	1	hanna	call	pending	\N	{"able": 1, "strategy": "longest_idle", "idle_since": "2026-11-27T22:21:01.144312655Z", "proficiency": 7}	2026-11-27 22:21:01.292404+00	2026-11-27 22:31:01.292404+00	\N
\.

COPY order_line (id, order_id, "position", article, title, quantity, price_minor, shop_line, paid_minor, gone_at, former_articles) FROM stdin;
01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	01a21f18-bd6f-72fd-9d82-1540bb36740a	1	kettle	A kettle	2	3995	shop-kettle	\N	\N	{}
01a21f18-bdf1-7f63-8abc-c2e792752259	01a21f18-bd70-7434-91e5-dd293b79631c	1	mixer	A mixer	1	8900	shop-mixer	\N	\N	{}
01a21f18-bdf1-76de-9e86-c1b74bc2edd3	01a21f18-bd70-7cd0-94b4-31a569f6a692	1	fan	A fan	3	1999	shop-fan	\N	\N	{}
01a21f18-bdf1-7b8f-bb2a-26c6b4491542	01a21f18-bd6f-72fd-9d82-1540bb36740a	3	shoe	A shoe	1	4995	shop-shoe	\N	2026-11-27 22:20:48.883506+00	{}
01a21f18-bdf1-7d73-b7f5-4d58e1cef9ba	01a21f18-bd6f-72fd-9d82-1540bb36740a	2	lamp	A lamp	1	2500	shop-lamp	\N	2026-11-27 22:20:48.883506+00	{}
01a21f18-cd7d-7340-a85d-3aa828c78cf5	01a21f18-bd6f-72fd-9d82-1540bb36740a	2	plug	A plug	4	250	shop-plug	\N	\N	{}
\.

COPY outbox (id, key, destination, subject, kind, body, created_at, attempts, next_at, last_error, delivered_at, given_up_at) FROM stdin;
1	main:6	carrier:native	6763976e-6421-88d8-8fca-578d1c9b12bd	call.bridge	{"call": "solved", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:46.071862376Z", "until": "2026-11-27T22:21:16.071862376Z", "address": "client:gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}	2026-11-27 22:20:46.088713+00	0	2026-11-27 22:20:46.088713+00	\N	2026-11-27 22:20:46.275347+00	\N
2	main:8	carrier:native	6763976e-6421-88d8-8fca-578d1c9b12bd	call.hold	{"call": "solved", "kind": "call.hold", "agent": "gijs", "since": "2026-11-27T22:20:47.170301273Z", "address": "client:gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}	2026-11-27 22:20:47.1784+00	0	2026-11-27 22:20:47.1784+00	\N	2026-11-27 22:20:47.258364+00	\N
3	main:9	carrier:native	6763976e-6421-88d8-8fca-578d1c9b12bd	call.resume	{"call": "solved", "kind": "call.resume", "agent": "gijs", "since": "2026-11-27T22:20:47.331622918Z", "address": "client:gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd"}	2026-11-27 22:20:47.333259+00	0	2026-11-27 22:20:47.333259+00	\N	2026-11-27 22:20:47.37239+00	\N
4	finished:6763976e-6421-88d8-8fca-578d1c9b12bd	desk	6763976e-6421-88d8-8fca-578d1c9b12bd	contact_finished	{"agent": "gijs", "contact": "6763976e-6421-88d8-8fca-578d1c9b12bd", "outcome": "remedy_given"}	2026-11-27 22:20:47.495178+00	0	2026-11-27 22:20:47.495178+00	\N	2026-11-27 22:20:47.590034+00	\N
5	main:24	carrier:native	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	call.bridge	{"call": "declined", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:49.318230915Z", "until": "2026-11-27T22:21:19.318230915Z", "address": "client:gijs", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d"}	2026-11-27 22:20:49.320036+00	0	2026-11-27 22:20:49.320036+00	\N	2026-11-27 22:20:49.353156+00	\N
6	finished:ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	desk	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	contact_finished	{"agent": "gijs", "contact": "ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d", "outcome": "no_fault_found"}	2026-11-27 22:20:49.41663+00	0	2026-11-27 22:20:49.41663+00	\N	2026-11-27 22:20:49.47187+00	\N
7	main:37	carrier:native	270d8ace-2543-805f-9ab0-7f1b15f8944c	call.bridge	{"call": "not-bridged", "kind": "call.bridge", "agent": "ivo", "since": "2026-11-27T22:20:49.968599074Z", "until": "2026-11-27T22:21:19.968599074Z", "address": "client:ivo", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c"}	2026-11-27 22:20:49.970809+00	0	2026-11-27 22:20:49.970809+00	\N	2026-11-27 22:20:50.003571+00	\N
8	main:42	carrier:native	270d8ace-2543-805f-9ab0-7f1b15f8944c	call.bridge	{"call": "not-bridged", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:50.173288494Z", "until": "2026-11-27T22:21:20.173288494Z", "address": "client:gijs", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c"}	2026-11-27 22:20:50.173983+00	0	2026-11-27 22:20:50.173983+00	\N	2026-11-27 22:20:50.247038+00	\N
9	finished:270d8ace-2543-805f-9ab0-7f1b15f8944c	desk	270d8ace-2543-805f-9ab0-7f1b15f8944c	contact_finished	{"agent": "gijs", "contact": "270d8ace-2543-805f-9ab0-7f1b15f8944c", "outcome": "cut_off"}	2026-11-27 22:20:50.378623+00	0	2026-11-27 22:20:50.378623+00	\N	2026-11-27 22:20:50.544285+00	\N
10	main:57	carrier:native	d0500292-d5bb-8552-8660-a4c81b284b0f	call.bridge	{"call": "stranger", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:51.596378961Z", "until": "2026-11-27T22:21:21.596378961Z", "address": "client:gijs", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f"}	2026-11-27 22:20:51.597157+00	0	2026-11-27 22:20:51.597157+00	\N	2026-11-27 22:20:51.616898+00	\N
11	finished:d0500292-d5bb-8552-8660-a4c81b284b0f	desk	d0500292-d5bb-8552-8660-a4c81b284b0f	contact_finished	{"agent": "gijs", "contact": "d0500292-d5bb-8552-8660-a4c81b284b0f", "outcome": "with_carrier"}	2026-11-27 22:20:52.094476+00	0	2026-11-27 22:20:52.094476+00	\N	2026-11-27 22:20:52.154715+00	\N
12	main:64	carrier:native	6bb52e0f-3816-81f2-8629-f3054624af8c	call.bridge	{"call": "withheld", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:52.422235119Z", "until": "2026-11-27T22:21:22.422235119Z", "address": "client:gijs", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c"}	2026-11-27 22:20:52.422919+00	0	2026-11-27 22:20:52.422919+00	\N	2026-11-27 22:20:52.455699+00	\N
13	finished:6bb52e0f-3816-81f2-8629-f3054624af8c	desk	6bb52e0f-3816-81f2-8629-f3054624af8c	contact_finished	{"agent": "gijs", "contact": "6bb52e0f-3816-81f2-8629-f3054624af8c", "outcome": "wrong_number"}	2026-11-27 22:20:52.967095+00	0	2026-11-27 22:20:52.967095+00	\N	2026-11-27 22:20:53.43952+00	\N
14	main:70	carrier:native	574bbfb2-f688-8655-acbc-6800b3755cb4	call.bridge	{"call": "one-of-two", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:53.683864289Z", "until": "2026-11-27T22:21:23.683864289Z", "address": "client:gijs", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4"}	2026-11-27 22:20:53.684497+00	0	2026-11-27 22:20:53.684497+00	\N	2026-11-27 22:20:53.888389+00	\N
15	finished:574bbfb2-f688-8655-acbc-6800b3755cb4	desk	574bbfb2-f688-8655-acbc-6800b3755cb4	contact_finished	{"agent": "gijs", "contact": "574bbfb2-f688-8655-acbc-6800b3755cb4", "outcome": "call_back_promised"}	2026-11-27 22:20:54.035374+00	0	2026-11-27 22:20:54.035374+00	\N	2026-11-27 22:20:54.190093+00	\N
16	main:78	carrier:native	cbe46667-a841-8893-a0dd-8e538ddd0cda	call.bridge	{"call": "held", "kind": "call.bridge", "agent": "bram", "since": "2026-11-27T22:20:59.496671805Z", "until": "2026-11-27T22:21:29.496671805Z", "address": "sip:bram@phones.example", "contact": "cbe46667-a841-8893-a0dd-8e538ddd0cda"}	2026-11-27 22:20:59.497336+00	0	2026-11-27 22:20:59.497336+00	\N	2026-11-27 22:20:59.58403+00	\N
17	main:80	carrier:native	cbe46667-a841-8893-a0dd-8e538ddd0cda	call.hold	{"call": "held", "kind": "call.hold", "agent": "bram", "since": "2026-11-27T22:20:59.657220435Z", "address": "sip:bram@phones.example", "contact": "cbe46667-a841-8893-a0dd-8e538ddd0cda"}	2026-11-27 22:20:59.657684+00	0	2026-11-27 22:20:59.657684+00	\N	2026-11-27 22:20:59.715729+00	\N
18	main:84	carrier:native	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	call.bridge	{"call": "talking", "kind": "call.bridge", "agent": "gijs", "since": "2026-11-27T22:20:59.888468112Z", "until": "2026-11-27T22:21:29.888468112Z", "address": "client:gijs", "contact": "1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3"}	2026-11-27 22:20:59.889008+00	0	2026-11-27 22:20:59.889008+00	\N	2026-11-27 22:20:59.902401+00	\N
19	main:90	carrier:native	a93c0811-927d-8730-8ad8-5c600d3e8c9d	call.bridge	{"call": "written-up", "kind": "call.bridge", "agent": "chantal", "since": "2026-11-27T22:21:00.298040020Z", "until": "2026-11-27T22:21:30.298040020Z", "address": "+31201234591", "contact": "a93c0811-927d-8730-8ad8-5c600d3e8c9d"}	2026-11-27 22:21:00.298628+00	0	2026-11-27 22:21:00.298628+00	\N	2026-11-27 22:21:00.368268+00	\N
20	main:97	carrier:native	dafad5ac-760b-82fc-b973-6771a957db26	call.bridge	{"call": "being-bridged", "kind": "call.bridge", "agent": "femke", "since": "2026-11-27T22:21:00.876014775Z", "until": "2026-11-27T22:21:30.876014775Z", "address": "sip:femke@phones.example", "contact": "dafad5ac-760b-82fc-b973-6771a957db26"}	2026-11-27 22:21:00.876668+00	2	2026-11-27 22:21:02.221383+00	Connection refused: /127.0.0.1:31513	\N	\N
\.

COPY outcome_kind (id, name, resolves) FROM stdin;
answered	Question answered	t
order_changed	Order changed	t
remedy_given	Put right with a remedy	t
no_fault_found	No fault found	t
return_expected	Return expected	f
with_carrier	Being traced by the carrier	f
call_back_promised	Call back promised	f
passed_on	Passed on to another department	f
cut_off	Cut off before it was settled	f
wrong_number	Wrong number or nuisance	t
\.

COPY projector_cursor (projector, floor, seq) FROM stdin;
timeline	main	100
\.

COPY queue (id, name, department, channel, active, body) FROM stdin;
damaged	Damaged or lost in transit	shipping	call	t	{"id": "damaged", "name": "Damaged or lost in transit", "ring": 20, "active": true, "skills": {"orders": 3, "carriers": 5}, "channel": "call", "wrap_up": 90, "strategy": "most_skilled", "department": "shipping", "head_start": 0, "answer_within": 30, "short_abandon": 5}
english	English line	service	call	t	{"id": "english", "name": "English line", "ring": 20, "active": true, "skills": {"english": 6}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "service", "head_start": 15, "answer_within": 30, "short_abandon": 5}
delivery	Where is my order	shipping	call	t	{"id": "delivery", "name": "Where is my order", "ring": 600, "active": true, "skills": {"orders": 3}, "channel": "call", "wrap_up": 45, "strategy": "longest_idle", "department": "shipping", "head_start": 0, "answer_within": 20, "short_abandon": 5}
returns	Returns and refunds	returns	call	t	{"id": "returns", "name": "Returns and refunds", "ring": 600, "active": true, "skills": {"returns": 3}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "returns", "head_start": 0, "answer_within": 20, "short_abandon": 5}
complaints	Complaints	service	call	t	{"id": "complaints", "name": "Complaints", "ring": 600, "active": true, "skills": {"complaints": 5}, "channel": "call", "wrap_up": 60, "strategy": "longest_idle", "department": "service", "head_start": 60, "answer_within": 20, "short_abandon": 0}
product_help	Product help	service	call	t	{"id": "product_help", "name": "Product help", "ring": 0.2, "active": true, "skills": {"appliances": 4}, "channel": "call", "wrap_up": 60, "strategy": "most_skilled", "department": "service", "head_start": 0, "answer_within": 20, "short_abandon": 5}
\.

COPY reason (id, name, body) FROM stdin;
lunch	Lunch	{"id": "lunch", "name": "Lunch", "paid": false, "productive": false, "max_minutes": 45}
break	Break	{"id": "break", "name": "Break", "paid": true, "productive": false, "max_minutes": 15}
training	Training	{"id": "training", "name": "Training", "paid": true, "productive": true, "max_minutes": 240}
meeting	Meeting	{"id": "meeting", "name": "Meeting", "paid": true, "productive": true, "max_minutes": 120}
missed_offer	Missed a call	{"id": "missed_offer", "name": "Missed a call", "paid": true, "productive": false}
bridge_failed	Phone could not be reached	{"id": "bridge_failed", "name": "Phone could not be reached", "paid": true, "productive": false}
\.

COPY remedy (id, case_id, customer, order_line, units, kind, exclusion_group, generation, repeats, state, amount_minor, currency, reason, agent, department, contact, request_key, given_at, changed_at, most_minor, recorded_by, article, title, price_minor, line_most_minor, order_most_minor, tracking) FROM stdin;
01a21f18-c66b-7285-aefd-6c0aadbfffb4	01a21f18-c2a2-7aa3-9b7a-8601698087cf	01a21f18-bc4a-7459-9b3b-00abcce73f9e	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	{1}	replacement	make_good	1	\N	given	\N	\N	kettle is broken	gijs	returns	\N	kettle-1	2026-11-27 22:20:47.037041+00	2026-11-27 22:20:47.037041+00	\N	\N	kettle	A kettle	3995	\N	\N	\N
01a21f18-cad0-7f41-a0af-60078c30c1c5	01a21f18-c2a2-7aa3-9b7a-8601698087cf	01a21f18-bc4a-7459-9b3b-00abcce73f9e	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	{2}	refund	make_good	1	\N	revoked	3995	EUR	no more of these	gijs	returns	\N	kettle-2	2026-11-27 22:20:48.190744+00	2026-11-27 22:20:48.25049+00	3995	\N	kettle	A kettle	3995	7990	15485	\N
01a21f18-cb7d-7ff1-bd25-01c481b2dff6	01a21f18-c2a2-7aa3-9b7a-8601698087cf	01a21f18-bc4a-7459-9b3b-00abcce73f9e	01a21f18-bdf1-7d73-b7f5-4d58e1cef9ba	{1}	replacement	make_good	1	\N	failed	\N	\N	lamp is broken	gijs	returns	\N	lamp-1	2026-11-27 22:20:48.372548+00	2026-11-27 22:20:48.415567+00	\N	\N	lamp	A lamp	2500	\N	\N	\N
01a21f18-cc13-7c3b-b0c4-dcccd4b83eae	01a21f18-c2a2-7aa3-9b7a-8601698087cf	01a21f18-bc4a-7459-9b3b-00abcce73f9e	01a21f18-bdf1-7b8f-bb2a-26c6b4491542	{1}	replacement	make_good	1	\N	returned	\N	\N	shoe is broken	hanna	returns	\N	shoe-1	2026-11-27 22:20:48.524926+00	2026-11-27 22:20:48.604725+00	\N	\N	shoe	A shoe	4995	\N	\N	3SABC0012
01a21f18-ccda-71b3-91a0-2f78f2db297e	01a21f18-c2a2-7aa3-9b7a-8601698087cf	01a21f18-bc4a-7459-9b3b-00abcce73f9e	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	{2}	refund	make_good	1	\N	done	3995	EUR	no more of these	hanna	returns	\N	kettle-2-credit	2026-11-27 22:20:48.721511+00	2026-11-27 22:20:48.760601+00	3995	\N	kettle	A kettle	3995	7990	15485	\N
01a21f18-cd5a-784a-bf87-d4016b2890c7	01a21f18-c2a2-7aa3-9b7a-8601698087cf	01a21f18-bc4a-7459-9b3b-00abcce73f9e	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	{1}	replacement	make_good	2	01a21f18-c66b-7285-aefd-6c0aadbfffb4	given	\N	\N	the first one was lost	\N	returns	\N	kettle-1-repeated	2026-11-27 22:20:48.850318+00	2026-11-27 22:20:48.850318+00	\N	admin	kettle	A kettle	3995	\N	\N	\N
\.

COPY remedy_claim (object_type, object_id, unit, exclusion_group, agent, claimed_at, expires_at, kind) FROM stdin;
order_line	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	1	make_good	gijs	2026-11-27 22:20:46.928303+00	2026-11-27 22:23:46.928303+00	replacement
order_line	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	2	repair	gijs	2026-11-27 22:21:00.060621+00	2026-11-27 22:24:00.060621+00	repair_visit
\.

COPY remedy_guard (object_type, object_id, unit, exclusion_group, remedy, generation) FROM stdin;
order_line	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	2	make_good	01a21f18-ccda-71b3-91a0-2f78f2db297e	1
order_line	01a21f18-bdf1-77cb-a6a7-d3cdf044edc1	1	make_good	01a21f18-cd5a-784a-bf87-d4016b2890c7	2
\.

COPY remedy_kind (id, name, exclusion_group, most, without_item, order_states) FROM stdin;
replacement	Replacement	make_good	{}	f	{shipped,delivered,returned}
refund	Refund	make_good	{"EUR": 2500}	f	{placed,packed,shipped,delivered,returned,cancelled}
credit	Store credit	make_good	{"EUR": 5000}	f	{placed,packed,shipped,delivered,returned,cancelled}
repair_visit	Repair visit	repair	{}	t	{shipped,delivered}
\.

COPY remedy_prevented (id, at, remedy, agent, department, amount_minor, currency, request_key) FROM stdin;
1	2026-11-27 22:20:48.027994+00	01a21f18-c66b-7285-aefd-6c0aadbfffb4	hanna	returns	3995	EUR	kettle-1-again
\.

COPY segment (id, name, body) FROM stdin;
vip	VIP	{"id": "vip", "name": "VIP", "head_start": 90}
regular	Regular	{"id": "regular", "name": "Regular", "head_start": 0}
\.

COPY shared_secret (name, value) FROM stdin;
grid	tandem-fb51ddb5-ea41-40f8-b7e5-4a10206d5221
voice	whsec_PVVu3q6z2tDPNWlq8Ip1kHb2moj3yCiJbI+QQbY4wKA=
\.

COPY skill (id, name) FROM stdin;
orders	Orders and delivery
carriers	Tracing with carriers
appliances	How appliances work
complaints	Complaints
returns	Returns and refunds
english	English
\.

COPY timeline_entry (case_id, number, at, kind, department, agent, contact, source, body, recorded_by) FROM stdin;
01a21f18-c2a2-7aa3-9b7a-8601698087cf	2	2026-11-27 22:20:45.653379+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:5	{"event": "offered", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	1	2026-11-27 22:20:45.653379+00	contact	returns	\N	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:4	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	3	2026-11-27 22:20:46.071862+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:6	{"event": "accepted", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	4	2026-11-27 22:20:46.313489+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:7	{"event": "connected"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	5	2026-11-27 22:20:46.799033+00	note	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	\N	{"text": "The kettle leaks – “always”."}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	6	2026-11-27 22:20:47.037041+00	remedy	returns	gijs	\N	remedy:01a21f18-c66b-7285-aefd-6c0aadbfffb4:given	{"id": "01a21f18-c66b-7285-aefd-6c0aadbfffb4", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "gijs", "event": "given", "state": "given", "title": "A kettle", "units": [1], "reason": "kettle is broken", "article": "kettle", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:47.037041Z", "kind_name": "Replacement", "agent_name": "Gijs van Dam", "changed_at": "2026-11-27T22:20:47.037041Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-77cb-a6a7-d3cdf044edc1", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	7	2026-11-27 22:20:47.170301+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:8	{"event": "held"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	8	2026-11-27 22:20:47.331622+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:9	{"event": "resumed"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	9	2026-11-27 22:20:47.495178+00	outcome	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	outcome:6763976e-6421-88d8-8fca-578d1c9b12bd	{"note": "ended as remedy_given", "outcome": "remedy_given", "resolves": true, "outcome_name": "Put right with a remedy"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	10	2026-11-27 22:20:47.495178+00	state	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	\N	{"cause": "outcome", "state": "resolved", "before": "open"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	11	2026-11-27 22:20:47.447557+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:10	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	12	2026-11-27 22:20:47.569077+00	contact	returns	gijs	6763976e-6421-88d8-8fca-578d1c9b12bd	fact:main:11	{"event": "closed", "outcome": "remedy_given"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	13	2026-11-27 22:20:48.190744+00	remedy	returns	gijs	\N	remedy:01a21f18-cad0-7f41-a0af-60078c30c1c5:given	{"id": "01a21f18-cad0-7f41-a0af-60078c30c1c5", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "refund", "agent": "gijs", "event": "given", "state": "given", "title": "A kettle", "units": [2], "reason": "no more of these", "article": "kettle", "currency": "EUR", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.190744Z", "kind_name": "Refund", "agent_name": "Gijs van Dam", "changed_at": "2026-11-27T22:20:48.190744Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-77cb-a6a7-d3cdf044edc1", "amount_minor": 3995, "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	14	2026-11-27 22:20:48.25049+00	remedy	returns	gijs	\N	remedy:01a21f18-cad0-7f41-a0af-60078c30c1c5:revoked	{"id": "01a21f18-cad0-7f41-a0af-60078c30c1c5", "why": "it was revoked", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "refund", "agent": "gijs", "event": "revoked", "state": "revoked", "title": "A kettle", "units": [2], "reason": "no more of these", "article": "kettle", "currency": "EUR", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.190744Z", "kind_name": "Refund", "agent_name": "Gijs van Dam", "changed_at": "2026-11-27T22:20:48.250490Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-77cb-a6a7-d3cdf044edc1", "amount_minor": 3995, "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	15	2026-11-27 22:20:48.372548+00	remedy	returns	gijs	\N	remedy:01a21f18-cb7d-7ff1-bd25-01c481b2dff6:given	{"id": "01a21f18-cb7d-7ff1-bd25-01c481b2dff6", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "gijs", "event": "given", "state": "given", "title": "A lamp", "units": [1], "reason": "lamp is broken", "article": "lamp", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.372548Z", "kind_name": "Replacement", "agent_name": "Gijs van Dam", "changed_at": "2026-11-27T22:20:48.372548Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-7d73-b7f5-4d58e1cef9ba", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	16	2026-11-27 22:20:48.415567+00	remedy	returns	gijs	\N	remedy:01a21f18-cb7d-7ff1-bd25-01c481b2dff6:failed	{"id": "01a21f18-cb7d-7ff1-bd25-01c481b2dff6", "why": "it was failed", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "gijs", "event": "failed", "state": "failed", "title": "A lamp", "units": [1], "reason": "lamp is broken", "article": "lamp", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.372548Z", "kind_name": "Replacement", "agent_name": "Gijs van Dam", "changed_at": "2026-11-27T22:20:48.415567Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-7d73-b7f5-4d58e1cef9ba", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	17	2026-11-27 22:20:48.524926+00	remedy	returns	hanna	\N	remedy:01a21f18-cc13-7c3b-b0c4-dcccd4b83eae:given	{"id": "01a21f18-cc13-7c3b-b0c4-dcccd4b83eae", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "hanna", "event": "given", "state": "given", "title": "A shoe", "units": [1], "reason": "shoe is broken", "article": "shoe", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.524926Z", "kind_name": "Replacement", "agent_name": "Hanna Peters", "changed_at": "2026-11-27T22:20:48.524926Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-7b8f-bb2a-26c6b4491542", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	18	2026-11-27 22:20:48.556637+00	remedy	returns	gijs	\N	remedy:01a21f18-cc13-7c3b-b0c4-dcccd4b83eae:done	{"id": "01a21f18-cc13-7c3b-b0c4-dcccd4b83eae", "why": "it was done", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "hanna", "event": "done", "state": "done", "title": "A shoe", "units": [1], "reason": "shoe is broken", "article": "shoe", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.524926Z", "kind_name": "Replacement", "agent_name": "Hanna Peters", "changed_at": "2026-11-27T22:20:48.556637Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-7b8f-bb2a-26c6b4491542", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	35	2026-11-27 22:20:49.31823+00	contact	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:24	{"event": "accepted", "attempt": 2}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	36	2026-11-27 22:20:49.357515+00	contact	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:25	{"event": "connected"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	37	2026-11-27 22:20:49.386236+00	contact	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:26	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	19	2026-11-27 22:20:48.583716+00	remedy	returns	gijs	\N	remedy:01a21f18-cc13-7c3b-b0c4-dcccd4b83eae:tracked:2026-11-27T22:20:48.583716Z	{"id": "01a21f18-cc13-7c3b-b0c4-dcccd4b83eae", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "hanna", "event": "tracked", "state": "done", "title": "A shoe", "units": [1], "reason": "shoe is broken", "article": "shoe", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.524926Z", "tracking": "3SABC0012", "kind_name": "Replacement", "agent_name": "Hanna Peters", "changed_at": "2026-11-27T22:20:48.583716Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-7b8f-bb2a-26c6b4491542", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	20	2026-11-27 22:20:48.604725+00	remedy	returns	gijs	\N	remedy:01a21f18-cc13-7c3b-b0c4-dcccd4b83eae:returned	{"id": "01a21f18-cc13-7c3b-b0c4-dcccd4b83eae", "why": "it was returned", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "agent": "hanna", "event": "returned", "state": "returned", "title": "A shoe", "units": [1], "reason": "shoe is broken", "article": "shoe", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.524926Z", "tracking": "3SABC0012", "kind_name": "Replacement", "agent_name": "Hanna Peters", "changed_at": "2026-11-27T22:20:48.604725Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-7b8f-bb2a-26c6b4491542", "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	21	2026-11-27 22:20:48.721511+00	remedy	returns	hanna	\N	remedy:01a21f18-ccda-71b3-91a0-2f78f2db297e:given	{"id": "01a21f18-ccda-71b3-91a0-2f78f2db297e", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "refund", "agent": "hanna", "event": "given", "state": "given", "title": "A kettle", "units": [2], "reason": "no more of these", "article": "kettle", "currency": "EUR", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.721511Z", "kind_name": "Refund", "agent_name": "Hanna Peters", "changed_at": "2026-11-27T22:20:48.721511Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-77cb-a6a7-d3cdf044edc1", "amount_minor": 3995, "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	22	2026-11-27 22:20:48.760601+00	remedy	returns	gijs	\N	remedy:01a21f18-ccda-71b3-91a0-2f78f2db297e:done	{"id": "01a21f18-ccda-71b3-91a0-2f78f2db297e", "why": "it was done", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "refund", "agent": "hanna", "event": "done", "state": "done", "title": "A kettle", "units": [2], "reason": "no more of these", "article": "kettle", "currency": "EUR", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.721511Z", "kind_name": "Refund", "agent_name": "Hanna Peters", "changed_at": "2026-11-27T22:20:48.760601Z", "department": "returns", "generation": 1, "order_line": "01a21f18-bdf1-77cb-a6a7-d3cdf044edc1", "amount_minor": 3995, "department_name": "Returns", "exclusion_group": "make_good"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	23	2026-11-27 22:20:48.850318+00	remedy	returns	\N	\N	remedy:01a21f18-cd5a-784a-bf87-d4016b2890c7:repeated	{"id": "01a21f18-cd5a-784a-bf87-d4016b2890c7", "case": "01a21f18-c2a2-7aa3-9b7a-8601698087cf", "kind": "replacement", "event": "repeated", "state": "given", "title": "A kettle", "units": [1], "reason": "the first one was lost", "article": "kettle", "repeats": "01a21f18-c66b-7285-aefd-6c0aadbfffb4", "customer": "01a21f18-bc4a-7459-9b3b-00abcce73f9e", "given_at": "2026-11-27T22:20:48.850318Z", "kind_name": "Replacement", "changed_at": "2026-11-27T22:20:48.850318Z", "department": "returns", "generation": 2, "order_line": "01a21f18-bdf1-77cb-a6a7-d3cdf044edc1", "recorded_by": "admin", "department_name": "Returns", "exclusion_group": "make_good"}	admin
01a21f18-c2a2-7aa3-9b7a-8601698087cf	24	2026-11-27 22:20:48.906198+00	state	\N	\N	c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	\N	{"cause": "contact", "state": "open", "before": "resolved"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	25	2026-11-27 22:20:48.919542+00	contact	service	\N	c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	fact:main:13	{"event": "queued", "queue": "complaints", "channel": "call"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	26	2026-11-27 22:20:48.964848+00	contact	service	\N	c81f0d59-cb46-8c0f-90f2-60b2b943d9d8	fact:main:14	{"cause": "caller_hung_up", "event": "abandoned", "short": false}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	27	2026-11-27 22:20:49.00634+00	contact	shipping	\N	bca68b22-8d27-8298-8894-42761e35f5c9	fact:main:15	{"event": "queued", "queue": "delivery", "channel": "call"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	28	2026-11-27 22:20:49.036014+00	contact	shipping	\N	bca68b22-8d27-8298-8894-42761e35f5c9	fact:main:16	{"cause": "caller_hung_up", "event": "abandoned", "short": true}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	32	2026-11-27 22:20:49.23979+00	contact	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:23	{"event": "offered", "attempt": 2}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	30	2026-11-27 22:20:49.186613+00	contact	returns	hanna	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:21	{"event": "offered", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	31	2026-11-27 22:20:49.23979+00	contact	returns	hanna	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:22	{"event": "declined", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	29	2026-11-27 22:20:49.186613+00	contact	returns	\N	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:20	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	33	2026-11-27 22:20:49.41663+00	outcome	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	outcome:ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	{"note": "ended as no_fault_found", "outcome": "no_fault_found", "resolves": true, "outcome_name": "No fault found"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	34	2026-11-27 22:20:49.41663+00	state	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	\N	{"cause": "outcome", "state": "resolved", "before": "open"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	45	2026-11-27 22:20:49.900661+00	contact	returns	ivo	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:36	{"event": "offered", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	44	2026-11-27 22:20:49.900661+00	contact	returns	\N	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:35	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	48	2026-11-27 22:20:50.077457+00	contact	returns	gijs	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:41	{"event": "offered", "attempt": 2}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	49	2026-11-27 22:20:50.173288+00	contact	returns	gijs	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:42	{"event": "accepted", "attempt": 2}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	50	2026-11-27 22:20:50.261422+00	contact	returns	gijs	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:43	{"event": "connected"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	51	2026-11-27 22:20:50.318886+00	contact	returns	gijs	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:44	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	53	2026-11-27 22:20:50.494924+00	contact	returns	gijs	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:46	{"event": "closed", "outcome": "cut_off"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	56	2026-11-27 22:20:51.06427+00	contact	service	daan	99fc91ea-6fa3-88b5-af35-844b3f539119	fact:main:51	{"event": "expired", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	57	2026-11-27 22:20:51.119121+00	contact	service	\N	99fc91ea-6fa3-88b5-af35-844b3f539119	fact:main:53	{"cause": "caller_hung_up", "event": "abandoned", "short": true}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	3	2026-11-27 22:20:51.596378+00	contact	returns	gijs	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:57	{"event": "accepted", "attempt": 1}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	5	2026-11-27 22:20:51.796805+00	identified	returns	\N	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:59	{"customer": "01a21f18-bd2d-7369-83a3-685d00871cfa"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	38	2026-11-27 22:20:49.453091+00	contact	returns	gijs	ccb55c90-99d7-8bdc-97ab-9d4d0d8a034d	fact:main:27	{"event": "closed", "outcome": "no_fault_found"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	41	2026-11-27 22:20:49.517825+00	contact	returns	hanna	a2aa0337-90b7-8808-ba70-bd8addd68a27	fact:main:30	{"event": "offered", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	39	2026-11-27 22:20:49.486356+00	state	\N	\N	a2aa0337-90b7-8808-ba70-bd8addd68a27	\N	{"cause": "contact", "state": "open", "before": "resolved"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	40	2026-11-27 22:20:49.517825+00	contact	returns	\N	a2aa0337-90b7-8808-ba70-bd8addd68a27	fact:main:29	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	42	2026-11-27 22:20:49.756428+00	contact	returns	hanna	a2aa0337-90b7-8808-ba70-bd8addd68a27	fact:main:31	{"cause": "customer_left", "event": "withdrawn", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	43	2026-11-27 22:20:49.756428+00	contact	returns	\N	a2aa0337-90b7-8808-ba70-bd8addd68a27	fact:main:32	{"cause": "caller_hung_up", "event": "abandoned", "short": true}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	46	2026-11-27 22:20:49.968599+00	contact	returns	ivo	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:37	{"event": "accepted", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	47	2026-11-27 22:20:50.012573+00	contact	returns	ivo	270d8ace-2543-805f-9ab0-7f1b15f8944c	fact:main:38	{"cause": "no_answer", "event": "bridge_failed"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	52	2026-11-27 22:20:50.378623+00	outcome	returns	gijs	270d8ace-2543-805f-9ab0-7f1b15f8944c	outcome:270d8ace-2543-805f-9ab0-7f1b15f8944c	{"note": "ended as cut_off", "outcome": "cut_off", "resolves": false, "outcome_name": "Cut off before it was settled"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	55	2026-11-27 22:20:50.818711+00	contact	service	daan	99fc91ea-6fa3-88b5-af35-844b3f539119	fact:main:50	{"event": "offered", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	54	2026-11-27 22:20:50.818711+00	contact	service	\N	99fc91ea-6fa3-88b5-af35-844b3f539119	fact:main:49	{"event": "queued", "queue": "product_help", "channel": "call"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	2	2026-11-27 22:20:51.490489+00	contact	returns	gijs	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:56	{"event": "offered", "attempt": 1}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	1	2026-11-27 22:20:51.490489+00	contact	returns	\N	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:55	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	4	2026-11-27 22:20:51.618072+00	contact	returns	gijs	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:58	{"event": "connected"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	6	2026-11-27 22:20:52.094476+00	outcome	returns	gijs	d0500292-d5bb-8552-8660-a4c81b284b0f	outcome:d0500292-d5bb-8552-8660-a4c81b284b0f	{"note": "ended as with_carrier", "outcome": "with_carrier", "resolves": false, "outcome_name": "Being traced by the carrier"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	7	2026-11-27 22:20:52.193072+00	state	returns	gijs	\N	\N	{"why": "Tracing takes three days.", "cause": "person", "state": "waiting", "before": "open", "waiting_on": "carrier"}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	2	2026-11-27 22:20:52.384419+00	contact	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	fact:main:63	{"event": "offered", "attempt": 1}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	3	2026-11-27 22:20:52.422235+00	contact	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	fact:main:64	{"event": "accepted", "attempt": 1}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	1	2026-11-27 22:20:52.384419+00	contact	returns	\N	6bb52e0f-3816-81f2-8629-f3054624af8c	fact:main:62	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	8	2026-11-27 22:20:52.006038+00	contact	returns	gijs	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:60	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	9	2026-11-27 22:20:52.121682+00	contact	returns	gijs	d0500292-d5bb-8552-8660-a4c81b284b0f	fact:main:61	{"event": "closed", "outcome": "with_carrier"}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	5	2026-11-27 22:20:52.67576+00	contact	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	fact:main:66	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	4	2026-11-27 22:20:52.456764+00	contact	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	fact:main:65	{"event": "connected"}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	7	2026-11-27 22:20:52.967095+00	state	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	\N	{"cause": "outcome", "state": "resolved", "before": "open"}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	6	2026-11-27 22:20:52.967095+00	outcome	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	outcome:6bb52e0f-3816-81f2-8629-f3054624af8c	{"note": "ended as wrong_number", "outcome": "wrong_number", "resolves": true, "outcome_name": "Wrong number or nuisance"}	\N
01a21f18-db71-7770-bee3-223f4ddd7245	8	2026-11-27 22:20:53.416478+00	contact	returns	gijs	6bb52e0f-3816-81f2-8629-f3054624af8c	fact:main:67	{"event": "closed", "outcome": "wrong_number"}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	2	2026-11-27 22:20:53.540622+00	contact	returns	gijs	574bbfb2-f688-8655-acbc-6800b3755cb4	fact:main:69	{"event": "offered", "attempt": 1}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	1	2026-11-27 22:20:53.540622+00	contact	returns	\N	574bbfb2-f688-8655-acbc-6800b3755cb4	fact:main:68	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	4	2026-11-27 22:20:53.914487+00	contact	returns	gijs	574bbfb2-f688-8655-acbc-6800b3755cb4	fact:main:71	{"event": "connected"}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	3	2026-11-27 22:20:53.683864+00	contact	returns	gijs	574bbfb2-f688-8655-acbc-6800b3755cb4	fact:main:70	{"event": "accepted", "attempt": 1}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	5	2026-11-27 22:20:54.035374+00	outcome	returns	gijs	574bbfb2-f688-8655-acbc-6800b3755cb4	outcome:574bbfb2-f688-8655-acbc-6800b3755cb4	{"note": "ended as call_back_promised", "outcome": "call_back_promised", "resolves": false, "outcome_name": "Call back promised"}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	6	2026-11-27 22:20:53.985788+00	contact	returns	gijs	574bbfb2-f688-8655-acbc-6800b3755cb4	fact:main:72	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-e030-76f9-9758-14a2f781d7ca	7	2026-11-27 22:20:54.144628+00	contact	returns	gijs	574bbfb2-f688-8655-acbc-6800b3755cb4	fact:main:73	{"event": "closed", "outcome": "call_back_promised"}	\N
01a21f18-f6f1-7856-9054-dabd9bb8f5ae	2	2026-11-27 22:20:59.340715+00	contact	shipping	bram	cbe46667-a841-8893-a0dd-8e538ddd0cda	fact:main:77	{"event": "offered", "attempt": 1}	\N
01a21f18-f6f1-7856-9054-dabd9bb8f5ae	1	2026-11-27 22:20:59.340715+00	contact	shipping	\N	cbe46667-a841-8893-a0dd-8e538ddd0cda	fact:main:76	{"event": "queued", "queue": "delivery", "channel": "call"}	\N
01a21f18-f6f1-7856-9054-dabd9bb8f5ae	5	2026-11-27 22:20:59.65722+00	contact	shipping	bram	cbe46667-a841-8893-a0dd-8e538ddd0cda	fact:main:80	{"event": "held"}	\N
01a21f18-f6f1-7856-9054-dabd9bb8f5ae	4	2026-11-27 22:20:59.612116+00	contact	shipping	bram	cbe46667-a841-8893-a0dd-8e538ddd0cda	fact:main:79	{"event": "connected"}	\N
01a21f18-f6f1-7856-9054-dabd9bb8f5ae	3	2026-11-27 22:20:59.496671+00	contact	shipping	bram	cbe46667-a841-8893-a0dd-8e538ddd0cda	fact:main:78	{"event": "accepted", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	61	2026-11-27 22:20:59.905793+00	contact	returns	gijs	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	fact:main:85	{"event": "connected"}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	60	2026-11-27 22:20:59.888468+00	contact	returns	gijs	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	fact:main:84	{"event": "accepted", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	59	2026-11-27 22:20:59.848435+00	contact	returns	gijs	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	fact:main:83	{"event": "offered", "attempt": 1}	\N
01a21f18-c2a2-7aa3-9b7a-8601698087cf	58	2026-11-27 22:20:59.848435+00	contact	returns	\N	1ee4c3a3-c227-8be8-9dbc-c5e79a8484f3	fact:main:82	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	11	2026-11-27 22:21:00.223072+00	contact	shipping	chantal	a93c0811-927d-8730-8ad8-5c600d3e8c9d	fact:main:89	{"event": "offered", "attempt": 1}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	10	2026-11-27 22:21:00.223072+00	contact	returns	\N	a93c0811-927d-8730-8ad8-5c600d3e8c9d	fact:main:88	{"event": "queued", "queue": "returns", "channel": "call"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	14	2026-11-27 22:21:00.424027+00	contact	shipping	chantal	a93c0811-927d-8730-8ad8-5c600d3e8c9d	fact:main:92	{"cause": "caller_hung_up", "event": "wrap_up"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	13	2026-11-27 22:21:00.381659+00	contact	shipping	chantal	a93c0811-927d-8730-8ad8-5c600d3e8c9d	fact:main:91	{"event": "connected"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	12	2026-11-27 22:21:00.29804+00	contact	shipping	chantal	a93c0811-927d-8730-8ad8-5c600d3e8c9d	fact:main:90	{"event": "accepted", "attempt": 1}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	16	2026-11-27 22:21:00.78805+00	contact	service	femke	dafad5ac-760b-82fc-b973-6771a957db26	fact:main:96	{"event": "offered", "attempt": 1}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	15	2026-11-27 22:21:00.78805+00	contact	service	\N	dafad5ac-760b-82fc-b973-6771a957db26	fact:main:95	{"event": "queued", "queue": "complaints", "channel": "call"}	\N
01a21f18-d7c1-77fb-bbaa-cc492695f81c	17	2026-11-27 22:21:00.876014+00	contact	service	femke	dafad5ac-760b-82fc-b973-6771a957db26	fact:main:97	{"event": "accepted", "attempt": 1}	\N
01a21f18-fe2b-7c2c-8abe-8cc9d81e2320	2	2026-11-27 22:21:01.292404+00	contact	returns	hanna	8a1bab1d-256e-861c-9aec-20388c76a019	fact:main:100	{"event": "offered", "attempt": 1}	\N
01a21f18-fe2b-7c2c-8abe-8cc9d81e2320	1	2026-11-27 22:21:01.292404+00	contact	returns	\N	8a1bab1d-256e-861c-9aec-20388c76a019	fact:main:99	{"event": "queued", "queue": "returns", "channel": "call"}	\N
\.
SELECT setval('alert_id_seq', 1, 'f');
SELECT setval('audit_id_seq', 22, 't');
SELECT setval('case_file_number_seq', 1006, 't');
SELECT setval('outbox_id_seq', 20, 't');
SELECT setval('remedy_prevented_id_seq', 1, 't');
