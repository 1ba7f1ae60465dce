-- A database as the original service's SQLAlchemy makes it, with what a year of use leaves in one.
CREATE TABLE appointment (
	id INTEGER NOT NULL,
	client_name VARCHAR NOT NULL,
	date DATE NOT NULL,
	time TIME NOT NULL,
	notes VARCHAR,
	PRIMARY KEY (id)
);
CREATE INDEX ix_appointment_client_name ON appointment (client_name);
CREATE TABLE user (
	id INTEGER NOT NULL,
	username VARCHAR NOT NULL,
	hashed_password VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_user_username ON user (username);
INSERT INTO user (id, username, hashed_password, role) VALUES
	(1, 'anna', '$2b$12$mH1tm2zfg.FY13l/uejpaeOCNFNhOL9GOZEgdD8V6L2ziCfTNxrIe', 'admin'),
	(2, 'ben@example.org', '$2b$12$cSf/yQW0f643x4ZZoacTEejIuyNUuM/I1qNUwMWfzGvsw2rQ07Jh.', 'user'),
	(3, 'carla', '$2b$12$cSf/yQW0f643x4ZZoacTEejIuyNUuM/I1qNUwMWfzGvsw2rQ07Jh.', 'receptionist');
INSERT INTO appointment (id, client_name, date, time, notes) VALUES
	(3, 'Priya Nair', '2026-12-01', '09:00:00.000000', 'Bring the MRI images'),
	(4, 'Jonas Weiß', '2026-12-01', '09:30', NULL),
	(7, 'Sold twice', '2026-12-01', '09:00:00.000000', ''),
	(8, 'Sold three times', '2026-12-01', '09:15:00', NULL),
	(9, '  Blank around  ', '2026-12-02', '14:00:30', 'line one' || char(10) || 'line two'),
	(12, 'In the gap of spring', '2027-03-28', '02:15:00.000000', NULL),
	(13, 'Twice in autumn', '2026-10-25', '02:30:00.000000', NULL),
	(40, 'To the fraction', '2026-12-03', '08:00:00.250000', NULL);
