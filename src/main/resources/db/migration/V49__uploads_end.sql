-- An upload is deleted after some time, and its content with it if no message has it and nobody has uploaded it since. Who uploads
-- the same content at that moment waits for the deletion, because of the foreign key, and then stores it anew.
ALTER TABLE upload ADD FOREIGN KEY (sha256) REFERENCES blob;
CREATE INDEX upload_by_content ON upload (sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX upload_by_time ON upload (started_at);
