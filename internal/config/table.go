package config

// The programs, as they appear in [Setting.For].
const (
	Backend      = "backend"
	Worker       = "worker"
	Frontend     = "frontend"
	Appointments = "appointments"
	Refresh      = "worker refresh"
)

var (
	forAll      = []string{Backend, Worker, Frontend, Appointments}
	forBackend  = []string{Backend, Appointments}
	forWorker   = []string{Worker, Appointments}
	forFrontend = []string{Frontend, Appointments}
)

// Settings is the whole configuration of the system.
var Settings = []Setting{
	{"BACKEND_ADDR", ":8000", "Where the API listens. The all-in-one program listens on 127.0.0.1 unless an address is given.", false, forBackend},
	{"DATABASE_URL", "sqlite:data/appointments.db", "The database: sqlite: and the path of a file, or a PostgreSQL server's: postgres://user@host:5432/name.", false, forBackend},
	{"DATABASE_PASSWORD", "", "Password of the PostgreSQL user, when DATABASE_URL holds none.", true, forBackend},
	{"BACKUP_DIR", "", "Where the running backend writes backups. When unset: backups beside the SQLite file; with PostgreSQL none are written.", false, forBackend},
	{"BACKUP_EVERY", "24h", "How often it does; 0: never.", false, forBackend},
	{"BACKUP_KEEP", "7", "How many of these backups are kept, 1 to 1000.", false, forBackend},
	{"REDIS_URL", "redis://localhost:6379/0", "The Redis server: redis://, rediss:// (TLS) or unix://; Sentinel and Cluster: deploy/README.md. The all-in-one program brings its own unless this is set.", false, []string{Backend, Worker, Appointments, Refresh}},
	{"REDIS_PASSWORD", "", "Password of the Redis server, when REDIS_URL holds none.", true, []string{Backend, Worker, Appointments, Refresh}},
	{"JWT_SECRET_KEY", "", "Signs the access tokens, 32 bytes or more. When unset, one is made at the first start and kept beside the database, in data with PostgreSQL.", true, forBackend},
	{"ACCESS_TOKEN_TTL", "30m", "How long an access token is valid.", false, forBackend},
	{"REGISTRATION", "open", "open: anybody who reaches the program may make an account; closed: administrators do.", false, forBackend},
	{"PASSWORD_MIN_LENGTH", "8", "Characters that a new password needs, 8 or more.", false, forBackend},
	{"ADMIN_USERNAME", "", "With ADMIN_PASSWORD: an administrator that is made at the start when there is no such user.", false, forBackend},
	{"ADMIN_PASSWORD", "", "See ADMIN_USERNAME.", true, forBackend},
	{"TIME_ZONE", "", "The practice's zone, an IANA name such as Europe/Berlin. When unset: the machine's zone, else UTC.", false, []string{Backend, Worker, Appointments}},
	{"TRUSTED_PROXIES", "", "Addresses or networks (10.0.0.0/8), separated by commas, whose X-Forwarded-For is believed.", false, []string{Backend, Frontend, Appointments}},
	{"RATE_LIMIT", "0", "Signed-in API requests a minute and user; 0: no limit. Signing in and registering are always limited.", false, forBackend},
	{"SUMMARY_LANGUAGE", "en", "The language of summaries for which none is asked, such as those of the schedule: en, de, or with a model another tag of BCP 47.", false, forBackend},
	{"WORKER_ADDR", ":8002", "Where the worker answers health checks.", false, forWorker},
	{"WORKER_CONCURRENCY", "3", "Summaries that one worker writes at once, 1 to 64.", false, forWorker},
	{"WORKER_MAX_ATTEMPTS", "3", "Tries before a summary is set aside as failed, 1 to 20.", false, forWorker},
	{"OPENAI_API_KEY", "", "Key of an OpenAI-compatible service. Without any key the built-in summarizer writes.", true, forWorker},
	{"OPENAI_BASE_URL", "", "Address of an OpenAI-compatible service, such as http://localhost:11434/v1 for Ollama, which needs no key.", false, forWorker},
	{"OPENAI_MODEL", "gpt-4o-mini", "The model that is asked.", false, forWorker},
	{"GOOGLE_API_KEY", "", "Key for Gemini, used when OPENAI_API_KEY and OPENAI_BASE_URL are unset.", true, forWorker},
	{"GOOGLE_MODEL", "gemini-2.5-flash", "The Gemini model; a google-gla: prefix is dropped.", false, forWorker},
	{"MODEL_TIMEOUT", "60s", "How long one answer of the model may take.", false, forWorker},
	{"SUMMARY_REDACTION", "off", "on: names and contact data are replaced before anything is sent to a model, and put back after.", false, forWorker},
	{"SUMMARY_SCHEDULE", "", "When summaries are written by themselves, such as daily@07:00,weekly@mon 06:30.", false, forWorker},
	{"FRONTEND_ADDR", ":8501", "Where the web pages are served. The all-in-one program listens on 127.0.0.1 unless an address is given.", false, forFrontend},
	{"API_BASE_URL", "http://localhost:8000", "Where the front end finds the API.", false, []string{Frontend}},
	{"SESSION_KEY", "", "Seals the session cookie, 32 bytes or more. When unset, one is made and kept in SESSION_KEY_PATH.", true, forFrontend},
	{"SESSION_KEY_PREVIOUS", "", "The SESSION_KEY before the last change: sessions it sealed stay valid.", true, forFrontend},
	{"SESSION_KEY_PATH", "data/session.key", "Where a session key that was made is kept.", false, forFrontend},
	{"API_URL", "http://localhost:8000", "Where the refresher finds the API.", false, []string{Refresh}},
	{"JWT_TOKEN", "", "The access token that the refresher uses.", true, []string{Refresh}},
	{"API_USERNAME", "", "With API_PASSWORD: the user as whom the refresher signs in when it has no JWT_TOKEN.", false, []string{Refresh}},
	{"API_PASSWORD", "", "See API_USERNAME.", true, []string{Refresh}},
	{"METRICS_ADDR", "", "Where metrics are told for Prometheus, such as 127.0.0.1:9100. When unset: nowhere. It asks for no password: never publish it.", false, forAll},
	{"LOG_FORMAT", "", "json or text. When unset: text on a terminal, else json.", false, forAll},
	{"LOG_LEVEL", "info", "debug, info, warn or error.", false, forAll},
}
