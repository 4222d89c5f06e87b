


SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;


CREATE TABLE public.access_meta (
    name text NOT NULL,
    value bigint NOT NULL
);



CREATE TABLE public.audit (
    number bigint NOT NULL,
    at text NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    line text NOT NULL,
    digest text NOT NULL
);



CREATE TABLE public.audit_ends (
    name text NOT NULL,
    number bigint NOT NULL,
    digest text NOT NULL
);



CREATE TABLE public.channel_leads (
    channel text NOT NULL,
    holder text NOT NULL,
    until double precision NOT NULL
);



CREATE TABLE public.channel_letters (
    seq integer NOT NULL,
    key text NOT NULL,
    channel text NOT NULL,
    chat text NOT NULL,
    sent_at double precision NOT NULL,
    taken_at double precision NOT NULL,
    due_at double precision NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    claim text NOT NULL,
    claimed_until double precision NOT NULL,
    note text NOT NULL,
    answer_id text NOT NULL,
    problem text NOT NULL,
    ended_at double precision,
    payload text NOT NULL
);



CREATE SEQUENCE public.channel_letters_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;



ALTER SEQUENCE public.channel_letters_seq_seq OWNED BY public.channel_letters.seq;



CREATE TABLE public.channel_posts (
    key text NOT NULL,
    place integer NOT NULL,
    sent_at double precision,
    payload text NOT NULL
);



CREATE TABLE public.channel_subscriptions (
    key text NOT NULL,
    channel text NOT NULL,
    language text NOT NULL,
    since double precision NOT NULL,
    payload text NOT NULL
);



CREATE TABLE public.channel_tellings (
    reader text NOT NULL,
    fact text NOT NULL
);



CREATE TABLE public.checks (
    stated text NOT NULL COLLATE pg_catalog."C",
    document_id text NOT NULL COLLATE pg_catalog."C",
    span_start integer NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    inputs text NOT NULL COLLATE pg_catalog."C",
    formula text NOT NULL COLLATE pg_catalog."C",
    computed text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    verdict text NOT NULL COLLATE pg_catalog."C"
);



CREATE TABLE public.conversations (
    id text NOT NULL,
    owner text NOT NULL,
    title text NOT NULL,
    created_at text NOT NULL,
    updated_at text NOT NULL
);



CREATE TABLE public.corrections (
    sha256 text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    found text NOT NULL COLLATE pg_catalog."C",
    told text NOT NULL COLLATE pg_catalog."C",
    print text NOT NULL COLLATE pg_catalog."C"
);



CREATE TABLE public.documents (
    "row" bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    media_type text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    department text NOT NULL COLLATE pg_catalog."C",
    region text NOT NULL COLLATE pg_catalog."C",
    years text NOT NULL COLLATE pg_catalog."C",
    aliases text NOT NULL COLLATE pg_catalog."C",
    supersedes text COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    warnings text NOT NULL COLLATE pg_catalog."C",
    created_at text NOT NULL COLLATE pg_catalog."C",
    embedded boolean NOT NULL,
    edition integer NOT NULL,
    superseded_by text COLLATE pg_catalog."C",
    same_as text COLLATE pg_catalog."C",
    by_hand text NOT NULL COLLATE pg_catalog."C",
    revision integer NOT NULL,
    unsure text NOT NULL COLLATE pg_catalog."C",
    print text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    pages text NOT NULL COLLATE pg_catalog."C",
    sections text NOT NULL COLLATE pg_catalog."C",
    tables text NOT NULL COLLATE pg_catalog."C"
);



CREATE SEQUENCE public.documents_row_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;



ALTER SEQUENCE public.documents_row_seq OWNED BY public.documents."row";



CREATE TABLE public.doors (
    answer_id text NOT NULL,
    door text NOT NULL
);



CREATE TABLE public.figures (
    id text NOT NULL COLLATE pg_catalog."C",
    document_id text NOT NULL COLLATE pg_catalog."C",
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    value text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    bound text NOT NULL COLLATE pg_catalog."C",
    upper text COLLATE pg_catalog."C",
    measure text NOT NULL COLLATE pg_catalog."C",
    indicator text COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    department text NOT NULL COLLATE pg_catalog."C",
    period_start text COLLATE pg_catalog."C",
    period_end text COLLATE pg_catalog."C",
    role text NOT NULL COLLATE pg_catalog."C",
    clause_start integer NOT NULL,
    clause_end integer NOT NULL,
    section text NOT NULL COLLATE pg_catalog."C",
    cell text COLLATE pg_catalog."C",
    page integer
);



CREATE TABLE public.gold_cases (
    set_name text NOT NULL,
    id text NOT NULL,
    record text NOT NULL,
    origin text NOT NULL,
    by_whom text NOT NULL,
    at text NOT NULL
);



CREATE TABLE public.grants (
    group_name text NOT NULL,
    collection text NOT NULL
);



CREATE TABLE public.hand_figures (
    sha256 text NOT NULL,
    collection text NOT NULL,
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    instead text NOT NULL,
    unit text NOT NULL,
    measure text NOT NULL,
    period text NOT NULL,
    department text NOT NULL,
    by_whom text NOT NULL,
    at text NOT NULL
);



CREATE TABLE public.identities (
    kind text NOT NULL,
    identity text NOT NULL,
    user_id text NOT NULL
);



CREATE TABLE public.keys (
    id text NOT NULL,
    digest text NOT NULL,
    user_id text NOT NULL,
    name text NOT NULL,
    permissions text NOT NULL,
    created_at text NOT NULL,
    expires_at text,
    used_at text
);



CREATE TABLE public.members (
    user_id text NOT NULL,
    group_name text NOT NULL
);



CREATE TABLE public.meta (
    name text NOT NULL COLLATE pg_catalog."C",
    value bigint NOT NULL
);



CREATE TABLE public.opinions (
    id text NOT NULL,
    answer_id text NOT NULL,
    owner text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    figure text NOT NULL,
    question text NOT NULL,
    collections text NOT NULL,
    created_at text NOT NULL
);



CREATE TABLE public.passages (
    "row" bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    document_id text NOT NULL COLLATE pg_catalog."C",
    span_start integer NOT NULL,
    span_end integer NOT NULL,
    headings text NOT NULL COLLATE pg_catalog."C"
);



CREATE TABLE public.readings (
    document_id text NOT NULL COLLATE pg_catalog."C",
    path text NOT NULL COLLATE pg_catalog."C",
    pages integer NOT NULL,
    scanned integer NOT NULL,
    tables integer NOT NULL,
    figures integer NOT NULL,
    passages integer NOT NULL,
    unread text NOT NULL COLLATE pg_catalog."C",
    seconds double precision NOT NULL
);



CREATE TABLE public.refusals (
    path text NOT NULL COLLATE pg_catalog."C",
    collection text NOT NULL COLLATE pg_catalog."C",
    reason_zh text NOT NULL COLLATE pg_catalog."C",
    reason_en text NOT NULL COLLATE pg_catalog."C",
    at text NOT NULL COLLATE pg_catalog."C"
);



CREATE TABLE public.replies (
    name text NOT NULL,
    created_at text NOT NULL,
    status integer NOT NULL,
    media_type text NOT NULL,
    body text NOT NULL
);



CREATE TABLE public.sessions (
    id text NOT NULL,
    user_id text NOT NULL,
    created_at text NOT NULL,
    expires_at text NOT NULL
);



CREATE TABLE public.turns (
    answer_id text NOT NULL,
    conversation_id text NOT NULL,
    place integer NOT NULL,
    question text NOT NULL,
    asked_at text NOT NULL,
    collections text NOT NULL,
    plain text NOT NULL,
    answer text NOT NULL
);



CREATE TABLE public.users (
    id text NOT NULL,
    name text NOT NULL,
    display text NOT NULL,
    roles text NOT NULL,
    password text NOT NULL,
    active boolean NOT NULL,
    created_at text NOT NULL
);



CREATE TABLE public.warning_events (
    seq integer NOT NULL,
    fact text NOT NULL,
    place integer NOT NULL,
    what text NOT NULL,
    by_whom text NOT NULL,
    at text NOT NULL,
    why text NOT NULL
);



CREATE SEQUENCE public.warning_events_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;



ALTER SEQUENCE public.warning_events_seq_seq OWNED BY public.warning_events.seq;



CREATE TABLE public.warning_facts (
    fact text NOT NULL,
    state text NOT NULL,
    collections text NOT NULL,
    about text NOT NULL
);



CREATE TABLE public.word_documents (
    first bigint NOT NULL,
    "end" bigint NOT NULL,
    document bigint,
    lengths bytea NOT NULL
);



CREATE TABLE public.word_places (
    segment bigint NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    held integer NOT NULL,
    places bytea NOT NULL
);



CREATE TABLE public.word_segments (
    id bigint NOT NULL,
    level integer NOT NULL,
    first bigint NOT NULL
);



CREATE SEQUENCE public.word_segments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;



ALTER SEQUENCE public.word_segments_id_seq OWNED BY public.word_segments.id;



ALTER TABLE ONLY public.channel_letters ALTER COLUMN seq SET DEFAULT nextval('public.channel_letters_seq_seq'::regclass);



ALTER TABLE ONLY public.documents ALTER COLUMN "row" SET DEFAULT nextval('public.documents_row_seq'::regclass);



ALTER TABLE ONLY public.warning_events ALTER COLUMN seq SET DEFAULT nextval('public.warning_events_seq_seq'::regclass);



ALTER TABLE ONLY public.word_segments ALTER COLUMN id SET DEFAULT nextval('public.word_segments_id_seq'::regclass);



INSERT INTO public.access_meta VALUES ('generation', 1);



INSERT INTO public.audit VALUES (1, '2026-11-27T03:32:00.307+00:00', '', 'started', '{"action":"started","actor":"","address":"","at":"2026-11-27T03:32:00.307+00:00","name":"","number":1,"target":"","via":""}', 'd8faef7533454ee0323734a2bd9507753bfa131fb5341f602609f5eb385160b2');



INSERT INTO public.audit_ends VALUES ('before', 0, '0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO public.audit_ends VALUES ('last', 1, 'd8faef7533454ee0323734a2bd9507753bfa131fb5341f602609f5eb385160b2');



























INSERT INTO public.documents VALUES (1, 'a01830c223c5a981', '林业局2021.txt', 'a01830c223c5a9811fcff6547c4f65ad5d27ae35fafa64defc71d4a06f09d8c6', 'text/plain', 'self_evaluation', '汐川县林业局2021年度部门整体支出绩效自评报告（虚构样例）', '汐川县林业局', '汐川县', '[2021]', '["县林业局","林业局"]', NULL, 'default', '[]', '2026-11-27T03:31:59+00:00', true, 0, NULL, NULL, '[]', 0, '[]', '70:BA2gkwd49rsImd3WCQ5EZg5IK+gT5J3AFYkbDhbGNl0cW5DUJFtaxCSgqCEpUVtFLoXGLTBcUe8yoELxMt6zvjwxGfU8VyhmP9ss5EAHKatAnIX+QWdlJEsT+q9OAK9nXJ8Pf2EKsKdihP57ZOQG223EnxZvZVLXeIsiSHlejDx5vH0Dex+xioehkUOI3GzUjeBd15PRCZKT+fr6nhi6oaSX2y2uEpw2uVwwZLrcYdS7DLIcv97bdMFgtF/C2xKNw/Ux5cVpj0jHP332x34E49SYlDjZBM1g2hIiTuBHv6TjO2sI5ILP3OaIagHqpct/9XbupPkRn6T7d/RG:JH74NiypyVfjo17t', '汐川县林业局2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数500.00万元，执行数450.50万元。

二、存在的主要问题

存在的主要问题：林业局的项目前期准备不足。
', '[]', '[[["一、预算执行情况"],[32,40],[32,70]],[["二、存在的主要问题"],[70,79],[70,103]]]', '[]');
INSERT INTO public.documents VALUES (2, 'c0e87c3843b9a7d5', '水利局2021.txt', 'c0e87c3843b9a7d5976b2b3f0deb9c6ba4a68383ff45eb14a426ce5259f9851f', 'text/plain', 'self_evaluation', '汐川县水利局2021年度部门整体支出绩效自评报告（虚构样例）', '汐川县水利局', '汐川县', '[2021]', '["县水利局","水利局"]', NULL, 'default', '[]', '2026-11-27T03:31:59+00:00', true, 0, NULL, NULL, '[]', 0, '[]', '70:BA2gkwd49rsImd3WCQ5EZg5IK+gT5J3AFX+WzxXRhv0WxjZdJFtaxCSgqCEpUVtFLMphMjBcUe8yoELxMt6zvjUpEeE8MRn1PLGeNT/bLORAnIX+QWdlJE4Ar2dcnw9/YQqwp2KE/ntk5Abbac2KKG3EnxZvZVLXeIsiSHm8fQN7H7GKh6GRQ4gvO2iI3GzUjeBd15PRCZKT+fr6lFwmd54YuqGe/e5NpJfbLacxut+uEpw2uVwwZLrcYdS7DLIcv97bdMLbEo3FaY9Ixz999tSYlDjZBM1g2hIiTtq20OXgR7+k4ztrCOaIagHqpct/9XbupPkRn6T7d/RG:LKZrZeOjXu3u1f1S', '汐川县水利局2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数800.00万元，执行数640.50万元。

二、存在的主要问题

存在的主要问题：水利局的项目前期准备不足。
', '[]', '[[["一、预算执行情况"],[32,40],[32,70]],[["二、存在的主要问题"],[70,79],[70,103]]]', '[]');
INSERT INTO public.documents VALUES (3, '43cb0d0f81f93956', '文化馆2021.txt', '43cb0d0f81f939562b925ad2c431aec15ce9c31c940c7f97ed20d0e0e39a7302', 'text/plain', 'self_evaluation', '汐川县文化馆2021年度部门整体支出绩效自评报告（虚构样例）', '汐川县文化馆', '汐川县', '[2021]', '["县文化馆","文化馆"]', NULL, 'default', '[]', '2026-11-27T03:31:59+00:00', true, 0, NULL, NULL, '[]', 0, '[]', '70:AWYdcQQNoJMHePa7CJnd1gkORGYLEw80Dkgr6BPkncAWxjZdJFtaxCSgqCEpUVtFMFxR7zKgQvE8MRn1P9ss5ECchf5BZ2UkSNdHX04Ar2dP/zvMXJ8Pf2EKsKdihP57ZOQG22c3YqloIMzYbcSfFm9lUtd5vH0Dex+xiocHzwOHoZFDiNxs1I3gXdeT0QmSk/n6+p4YuqGkl9strhKcNrlcMGS63GHUuwyyHL/e23TC2xKNwzgMEsVpj0jHP3321JiUONkEzWDaEiJO4Ee/pOMgT7njO2sI5ohqAeqly3/wel3D8xJmZPV27qT5EZ+k+X4zW/pY0s77d/RG:Yxd2dWmEr+njo17t', '汐川县文化馆2021年度部门整体支出绩效自评报告（虚构样例）

一、预算执行情况

全年预算数90.00万元，执行数88.50万元。

二、存在的主要问题

存在的主要问题：文化馆的项目前期准备不足。
', '[]', '[[["一、预算执行情况"],[32,40],[32,68]],[["二、存在的主要问题"],[68,77],[68,101]]]', '[]');






INSERT INTO public.figures VALUES ('a01830c223c5a981-47', 'a01830c223c5a981', 47, 55, '500.00', '万元', 'exact', NULL, '全年预算数', 'annual_budget', '', '汐川县林业局', '2021', '2021', 'budget', 42, 68, '["一、预算执行情况"]', NULL, NULL);
INSERT INTO public.figures VALUES ('a01830c223c5a981-59', 'a01830c223c5a981', 59, 67, '450.50', '万元', 'exact', NULL, '执行数', 'executed', '', '汐川县林业局', '2021', '2021', 'actual', 42, 68, '["一、预算执行情况"]', NULL, NULL);
INSERT INTO public.figures VALUES ('c0e87c3843b9a7d5-47', 'c0e87c3843b9a7d5', 47, 55, '800.00', '万元', 'exact', NULL, '全年预算数', 'annual_budget', '', '汐川县水利局', '2021', '2021', 'budget', 42, 68, '["一、预算执行情况"]', NULL, NULL);
INSERT INTO public.figures VALUES ('c0e87c3843b9a7d5-59', 'c0e87c3843b9a7d5', 59, 67, '640.50', '万元', 'exact', NULL, '执行数', 'executed', '', '汐川县水利局', '2021', '2021', 'actual', 42, 68, '["一、预算执行情况"]', NULL, NULL);
INSERT INTO public.figures VALUES ('43cb0d0f81f93956-47', '43cb0d0f81f93956', 47, 54, '90.00', '万元', 'exact', NULL, '全年预算数', 'annual_budget', '', '汐川县文化馆', '2021', '2021', 'budget', 42, 66, '["一、预算执行情况"]', NULL, NULL);
INSERT INTO public.figures VALUES ('43cb0d0f81f93956-58', '43cb0d0f81f93956', 58, 65, '88.50', '万元', 'exact', NULL, '执行数', 'executed', '', '汐川县文化馆', '2021', '2021', 'actual', 42, 66, '["一、预算执行情况"]', NULL, NULL);



INSERT INTO public.gold_cases VALUES ('own', 'a', '{"id": "a", "kind": "k", "language": "zh", "question": "问", "status": "answered"}', '', 'ann', '2026-11-27T03:32:00+00:00');



INSERT INTO public.grants VALUES ('everyone', 'default');















INSERT INTO public.meta VALUES ('version', 4);
INSERT INTO public.meta VALUES ('generation', 6);






INSERT INTO public.passages VALUES (16777216, 'a01830c223c5a981-p0001', 'a01830c223c5a981', 0, 30, '[]');
INSERT INTO public.passages VALUES (16777217, 'a01830c223c5a981-p0002', 'a01830c223c5a981', 42, 68, '["一、预算执行情况"]');
INSERT INTO public.passages VALUES (16777218, 'a01830c223c5a981-p0003', 'a01830c223c5a981', 81, 102, '["二、存在的主要问题"]');
INSERT INTO public.passages VALUES (33554432, 'c0e87c3843b9a7d5-p0001', 'c0e87c3843b9a7d5', 0, 30, '[]');
INSERT INTO public.passages VALUES (33554433, 'c0e87c3843b9a7d5-p0002', 'c0e87c3843b9a7d5', 42, 68, '["一、预算执行情况"]');
INSERT INTO public.passages VALUES (33554434, 'c0e87c3843b9a7d5-p0003', 'c0e87c3843b9a7d5', 81, 102, '["二、存在的主要问题"]');
INSERT INTO public.passages VALUES (50331648, '43cb0d0f81f93956-p0001', '43cb0d0f81f93956', 0, 30, '[]');
INSERT INTO public.passages VALUES (50331649, '43cb0d0f81f93956-p0002', '43cb0d0f81f93956', 42, 66, '["一、预算执行情况"]');
INSERT INTO public.passages VALUES (50331650, '43cb0d0f81f93956-p0003', '43cb0d0f81f93956', 79, 100, '["二、存在的主要问题"]');



INSERT INTO public.readings VALUES ('a01830c223c5a981', '', 0, 0, 0, 2, 3, '[]', 0.014);
INSERT INTO public.readings VALUES ('c0e87c3843b9a7d5', '', 0, 0, 0, 2, 3, '[]', 0.004);
INSERT INTO public.readings VALUES ('43cb0d0f81f93956', '', 0, 0, 0, 2, 3, '[]', 0.004);















INSERT INTO public.users VALUES ('69edac182e424cbb', 'root', 'root', 'admin', '$argon2id$v=19$m=65536,t=3,p=4$fI/nfjQPVXjA6aGRjOyhqA$Pxv3A6WflkB42KegG1I9MNPXIs92xbGrpSfxcZHFSjE', true, '2026-11-27T03:32:00+00:00');



INSERT INTO public.warning_events VALUES (1, 'dfbf4d03aaaa753b9fba', 1, 'raised', '', '2026-11-27T03:31:59+00:00', '');



INSERT INTO public.warning_facts VALUES ('dfbf4d03aaaa753b9fba', 'open', '["default"]', '{"rule": "lag", "kind": "behind", "zh": "支出进度滞后", "en": "Spending lags", "department": "汐川县水利局", "project": "", "year": 2021, "month": 12}');



INSERT INTO public.word_documents VALUES (0, 3, 1, '\x310000002c00000034000000');
INSERT INTO public.word_documents VALUES (3, 6, 2, '\x310000002c00000034000000');
INSERT INTO public.word_documents VALUES (6, 9, 3, '\x310000002c00000034000000');



INSERT INTO public.word_places VALUES (1, '2021', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '450.50', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '500.00', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '一', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '万元', 1, '\x0100000002');
INSERT INTO public.word_places VALUES (1, '不足', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '业局', 3, '\x000000000301000000020200000003');
INSERT INTO public.word_places VALUES (1, '主要', 1, '\x0200000002');
INSERT INTO public.word_places VALUES (1, '二', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '体支', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '全年', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '况全', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '准备', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '出绩', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '前期', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '县林', 3, '\x000000000301000000020200000002');
INSERT INTO public.word_places VALUES (1, '在的', 1, '\x0200000002');
INSERT INTO public.word_places VALUES (1, '备不', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '存在', 1, '\x0200000002');
INSERT INTO public.word_places VALUES (1, '局的', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '川县', 3, '\x000000000301000000020200000002');
INSERT INTO public.word_places VALUES (1, '年度', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '年预', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '度部', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '情况', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '执行', 1, '\x0100000002');
INSERT INTO public.word_places VALUES (1, '报告', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '支出', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '效自', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '整体', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '期准', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '构样', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '林业', 3, '\x000000000301000000020200000003');
INSERT INTO public.word_places VALUES (1, '样例', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '汐川', 3, '\x000000000301000000020200000002');
INSERT INTO public.word_places VALUES (1, '的主', 1, '\x0200000002');
INSERT INTO public.word_places VALUES (1, '的项', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '目前', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '算执', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '算数', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '绩效', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '自评', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '虚构', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '行情', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '行数', 1, '\x0100000001');
INSERT INTO public.word_places VALUES (1, '要问', 1, '\x0200000002');
INSERT INTO public.word_places VALUES (1, '评报', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '部门', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '门整', 3, '\x000000000201000000010200000001');
INSERT INTO public.word_places VALUES (1, '问题', 1, '\x0200000002');
INSERT INTO public.word_places VALUES (1, '项目', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (1, '预算', 1, '\x0100000002');
INSERT INTO public.word_places VALUES (1, '题存', 1, '\x0200000001');
INSERT INTO public.word_places VALUES (2, '2021', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '640.50', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '800.00', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '一', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '万元', 1, '\x0400000002');
INSERT INTO public.word_places VALUES (2, '不足', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '主要', 1, '\x0500000002');
INSERT INTO public.word_places VALUES (2, '二', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '体支', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '全年', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '况全', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '准备', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '出绩', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '利局', 3, '\x030000000304000000020500000003');
INSERT INTO public.word_places VALUES (2, '前期', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '县水', 3, '\x030000000304000000020500000002');
INSERT INTO public.word_places VALUES (2, '在的', 1, '\x0500000002');
INSERT INTO public.word_places VALUES (2, '备不', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '存在', 1, '\x0500000002');
INSERT INTO public.word_places VALUES (2, '局的', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '川县', 3, '\x030000000304000000020500000002');
INSERT INTO public.word_places VALUES (2, '年度', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '年预', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '度部', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '情况', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '执行', 1, '\x0400000002');
INSERT INTO public.word_places VALUES (2, '报告', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '支出', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '效自', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '整体', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '期准', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '构样', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '样例', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '水利', 3, '\x030000000304000000020500000003');
INSERT INTO public.word_places VALUES (2, '汐川', 3, '\x030000000304000000020500000002');
INSERT INTO public.word_places VALUES (2, '的主', 1, '\x0500000002');
INSERT INTO public.word_places VALUES (2, '的项', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '目前', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '算执', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '算数', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '绩效', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '自评', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '虚构', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '行情', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '行数', 1, '\x0400000001');
INSERT INTO public.word_places VALUES (2, '要问', 1, '\x0500000002');
INSERT INTO public.word_places VALUES (2, '评报', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '部门', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '门整', 3, '\x030000000204000000010500000001');
INSERT INTO public.word_places VALUES (2, '问题', 1, '\x0500000002');
INSERT INTO public.word_places VALUES (2, '项目', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (2, '预算', 1, '\x0400000002');
INSERT INTO public.word_places VALUES (2, '题存', 1, '\x0500000001');
INSERT INTO public.word_places VALUES (3, '2021', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '88.50', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '90.00', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '一', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '万元', 1, '\x0700000002');
INSERT INTO public.word_places VALUES (3, '不足', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '主要', 1, '\x0800000002');
INSERT INTO public.word_places VALUES (3, '二', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '体支', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '全年', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '况全', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '准备', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '出绩', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '前期', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '化馆', 3, '\x060000000307000000020800000003');
INSERT INTO public.word_places VALUES (3, '县文', 3, '\x060000000307000000020800000002');
INSERT INTO public.word_places VALUES (3, '在的', 1, '\x0800000002');
INSERT INTO public.word_places VALUES (3, '备不', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '存在', 1, '\x0800000002');
INSERT INTO public.word_places VALUES (3, '川县', 3, '\x060000000307000000020800000002');
INSERT INTO public.word_places VALUES (3, '年度', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '年预', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '度部', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '情况', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '执行', 1, '\x0700000002');
INSERT INTO public.word_places VALUES (3, '报告', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '支出', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '效自', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '整体', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '文化', 3, '\x060000000307000000020800000003');
INSERT INTO public.word_places VALUES (3, '期准', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '构样', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '样例', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '汐川', 3, '\x060000000307000000020800000002');
INSERT INTO public.word_places VALUES (3, '的主', 1, '\x0800000002');
INSERT INTO public.word_places VALUES (3, '的项', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '目前', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '算执', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '算数', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '绩效', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '自评', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '虚构', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '行情', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '行数', 1, '\x0700000001');
INSERT INTO public.word_places VALUES (3, '要问', 1, '\x0800000002');
INSERT INTO public.word_places VALUES (3, '评报', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '部门', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '门整', 3, '\x060000000207000000010800000001');
INSERT INTO public.word_places VALUES (3, '问题', 1, '\x0800000002');
INSERT INTO public.word_places VALUES (3, '项目', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '预算', 1, '\x0700000002');
INSERT INTO public.word_places VALUES (3, '题存', 1, '\x0800000001');
INSERT INTO public.word_places VALUES (3, '馆的', 1, '\x0800000001');



INSERT INTO public.word_segments VALUES (1, 0, 0);
INSERT INTO public.word_segments VALUES (2, 0, 3);
INSERT INTO public.word_segments VALUES (3, 0, 6);



SELECT pg_catalog.setval('public.channel_letters_seq_seq', 1, false);



SELECT pg_catalog.setval('public.documents_row_seq', 3, true);



SELECT pg_catalog.setval('public.warning_events_seq_seq', 1, true);



SELECT pg_catalog.setval('public.word_segments_id_seq', 3, true);



ALTER TABLE ONLY public.access_meta
    ADD CONSTRAINT access_meta_pkey PRIMARY KEY (name);



ALTER TABLE ONLY public.audit_ends
    ADD CONSTRAINT audit_ends_pkey PRIMARY KEY (name);



ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (number);



ALTER TABLE ONLY public.channel_leads
    ADD CONSTRAINT channel_leads_pkey PRIMARY KEY (channel);



ALTER TABLE ONLY public.channel_letters
    ADD CONSTRAINT channel_letters_key_key UNIQUE (key);



ALTER TABLE ONLY public.channel_letters
    ADD CONSTRAINT channel_letters_pkey PRIMARY KEY (seq);



ALTER TABLE ONLY public.channel_posts
    ADD CONSTRAINT channel_posts_pkey PRIMARY KEY (key, place);



ALTER TABLE ONLY public.channel_subscriptions
    ADD CONSTRAINT channel_subscriptions_pkey PRIMARY KEY (key);



ALTER TABLE ONLY public.channel_tellings
    ADD CONSTRAINT channel_tellings_pkey PRIMARY KEY (reader, fact);



ALTER TABLE ONLY public.checks
    ADD CONSTRAINT checks_pkey PRIMARY KEY (stated);



ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);



ALTER TABLE ONLY public.corrections
    ADD CONSTRAINT corrections_pkey PRIMARY KEY (sha256, collection);



ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_id_key UNIQUE (id);



ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY ("row");



ALTER TABLE ONLY public.documents
    ADD CONSTRAINT documents_sha256_collection_key UNIQUE (sha256, collection);



ALTER TABLE ONLY public.doors
    ADD CONSTRAINT doors_pkey PRIMARY KEY (answer_id);



ALTER TABLE ONLY public.figures
    ADD CONSTRAINT figures_pkey PRIMARY KEY (id);



ALTER TABLE ONLY public.gold_cases
    ADD CONSTRAINT gold_cases_pkey PRIMARY KEY (set_name, id);



ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (group_name, collection);



ALTER TABLE ONLY public.hand_figures
    ADD CONSTRAINT hand_figures_pkey PRIMARY KEY (sha256, collection, span_start, span_end);



ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (kind, identity);



ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_digest_key UNIQUE (digest);



ALTER TABLE ONLY public.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (id);



ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (user_id, group_name);



ALTER TABLE ONLY public.meta
    ADD CONSTRAINT meta_pkey PRIMARY KEY (name);



ALTER TABLE ONLY public.opinions
    ADD CONSTRAINT opinions_pkey PRIMARY KEY (id);



ALTER TABLE ONLY public.passages
    ADD CONSTRAINT passages_id_key UNIQUE (id);



ALTER TABLE ONLY public.passages
    ADD CONSTRAINT passages_pkey PRIMARY KEY ("row");



ALTER TABLE ONLY public.readings
    ADD CONSTRAINT readings_pkey PRIMARY KEY (document_id);



ALTER TABLE ONLY public.refusals
    ADD CONSTRAINT refusals_pkey PRIMARY KEY (path, collection);



ALTER TABLE ONLY public.replies
    ADD CONSTRAINT replies_pkey PRIMARY KEY (name);



ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);



ALTER TABLE ONLY public.turns
    ADD CONSTRAINT turns_pkey PRIMARY KEY (answer_id);



ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_name_key UNIQUE (name);



ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);



ALTER TABLE ONLY public.warning_events
    ADD CONSTRAINT warning_events_fact_place_key UNIQUE (fact, place);



ALTER TABLE ONLY public.warning_events
    ADD CONSTRAINT warning_events_pkey PRIMARY KEY (seq);



ALTER TABLE ONLY public.warning_facts
    ADD CONSTRAINT warning_facts_pkey PRIMARY KEY (fact);



ALTER TABLE ONLY public.word_documents
    ADD CONSTRAINT word_documents_pkey PRIMARY KEY (first);



ALTER TABLE ONLY public.word_places
    ADD CONSTRAINT word_places_pkey PRIMARY KEY (segment, word);



ALTER TABLE ONLY public.word_segments
    ADD CONSTRAINT word_segments_pkey PRIMARY KEY (id);



CREATE INDEX channel_letters_open ON public.channel_letters USING btree (state, chat, sent_at, seq);



CREATE INDEX channel_posts_sent ON public.channel_posts USING btree (sent_at);



CREATE INDEX documents_by_department ON public.documents USING btree (department, collection);



CREATE INDEX figures_by_department ON public.figures USING btree (department, document_id);



CREATE INDEX figures_by_indicator ON public.figures USING btree (indicator, document_id);



CREATE INDEX figures_by_place ON public.figures USING btree (document_id, span_start, span_end);



CREATE INDEX ix_audit_action ON public.audit USING btree (action);



CREATE INDEX ix_audit_actor ON public.audit USING btree (actor);



CREATE INDEX ix_audit_at ON public.audit USING btree (at);



CREATE INDEX ix_checks_document_id ON public.checks USING btree (document_id);



CREATE INDEX ix_conversations_owner ON public.conversations USING btree (owner);



CREATE INDEX ix_corrections_name ON public.corrections USING btree (name);



CREATE INDEX ix_identities_user_id ON public.identities USING btree (user_id);



CREATE INDEX ix_keys_user_id ON public.keys USING btree (user_id);



CREATE INDEX ix_opinions_answer_id ON public.opinions USING btree (answer_id);



CREATE INDEX ix_passages_document_id ON public.passages USING btree (document_id);



CREATE INDEX ix_replies_created_at ON public.replies USING btree (created_at);



CREATE INDEX ix_sessions_expires_at ON public.sessions USING btree (expires_at);



CREATE INDEX ix_sessions_user_id ON public.sessions USING btree (user_id);



CREATE INDEX ix_turns_conversation_id ON public.turns USING btree (conversation_id);



CREATE INDEX ix_word_documents_document ON public.word_documents USING btree (document);



CREATE INDEX ix_word_documents_end ON public.word_documents USING btree ("end");



ALTER TABLE ONLY public.channel_posts
    ADD CONSTRAINT channel_posts_key_fkey FOREIGN KEY (key) REFERENCES public.channel_letters(key) ON DELETE CASCADE;



ALTER TABLE ONLY public.checks
    ADD CONSTRAINT checks_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.documents(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.checks
    ADD CONSTRAINT checks_stated_fkey FOREIGN KEY (stated) REFERENCES public.figures(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.doors
    ADD CONSTRAINT doors_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES public.turns(answer_id) ON DELETE CASCADE;



ALTER TABLE ONLY public.figures
    ADD CONSTRAINT figures_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.documents(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.identities
    ADD CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.members
    ADD CONSTRAINT members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.passages
    ADD CONSTRAINT passages_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.documents(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.readings
    ADD CONSTRAINT readings_document_id_fkey FOREIGN KEY (document_id) REFERENCES public.documents(id) ON DELETE CASCADE;



ALTER TABLE ONLY public.turns
    ADD CONSTRAINT turns_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;




