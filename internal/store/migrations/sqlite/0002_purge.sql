-- Finds the deleted appointments that nobody can bring back any more.
CREATE INDEX appointments_deleted ON appointments (deleted_at) WHERE deleted_at IS NOT NULL;
