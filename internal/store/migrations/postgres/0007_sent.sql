-- What was sent to the model for a summary, word for word; empty where nothing was, or before this was kept.
ALTER TABLE summary_jobs ADD COLUMN sent text COLLATE "C" NOT NULL DEFAULT '';
