-- Rows of the original service that nothing can be made of.
INSERT INTO user (id, username, hashed_password, role) VALUES
	(4, 'Anna', '$2b$12$HivevpwvaqaOoNEwIyVbVuN5uNbU4nPSWwmNzhi2h1Uj1UN/x7nDS', 'user'),
	(5, 'a b', '$2b$12$HivevpwvaqaOoNEwIyVbVuN5uNbU4nPSWwmNzhi2h1Uj1UN/x7nDS', 'user'),
	(6, 'dora', 'plain', 'user');
INSERT INTO appointment (id, client_name, date, time, notes) VALUES
	(50, '   ', '2026-12-04', '09:00', NULL),
	(51, 'No such day', '2026-02-30', '09:00', NULL),
	(52, 'No day at all', 'tomorrow', '09:00', NULL),
	(53, 'No such time', '2026-12-04', '25:00', NULL);
