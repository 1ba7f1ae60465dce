package config

import (
	"cmp"
	"log/slog"
	"net/netip"
	"path/filepath"
	"time"
)

// Log is how a program logs.
type Log struct {
	Format string
	Level  slog.Level
}

// BackendConfig is the backend's configuration.
type BackendConfig struct {
	Addr              string
	DatabasePath      string // of the SQLite file, "" when DatabaseURL names a PostgreSQL database
	DatabaseURL       string
	DatabasePassword  string
	BackupDir         string        // "": no backups are written by themselves
	BackupEvery       time.Duration // 0: likewise
	BackupKeep        int
	RedisURL          string
	RedisPassword     string
	JWTSecret         []byte // nil: one is made and kept in DataDir
	TokenTTL          time.Duration
	OpenRegistration  bool
	PasswordMinLength int
	AdminUsername     string
	AdminPassword     string
	Zone              *time.Location
	TrustedProxies    []netip.Prefix
	SummaryLanguage   string // a tag of BCP 47
	RateLimit         int    // requests a minute and user; 0: none
	MetricsAddr       string // "": metrics are not told
	Log               Log
	InForce           []InForce // all settings of the program, for people
}

// DataDir returns the directory of what the backend keeps itself: the SQLite file's, else data.
func (c *BackendConfig) DataDir() string {
	if c.DatabasePath == "" {
		return "data"
	}
	return filepath.Dir(c.DatabasePath)
}

// DatabaseName names the database for people, without a password.
func (c *BackendConfig) DatabaseName() string {
	return cmp.Or(c.DatabasePath, hidePassword(c.DatabaseURL))
}

// WorkerConfig is the worker's configuration.
type WorkerConfig struct {
	Addr          string
	RedisURL      string
	RedisPassword string
	Concurrency   int
	MaxAttempts   int
	OpenAIKey     string
	OpenAIBaseURL string
	OpenAIModel   string
	GoogleKey     string
	GoogleModel   string
	ModelTimeout  time.Duration
	Redact        bool
	Schedule      string
	Zone          *time.Location
	MetricsAddr   string // "": metrics are not told
	Log           Log
}

// FrontendConfig is the front end's configuration.
type FrontendConfig struct {
	Addr               string
	APIBaseURL         string
	SessionKey         []byte // nil: one is made and kept in SessionKeyPath
	PreviousSessionKey []byte
	SessionKeyPath     string
	TrustedProxies     []netip.Prefix
	MetricsAddr        string // "": metrics are not told
	Log                Log
}

// AllConfig is the configuration of the program that is all three in one.
type AllConfig struct {
	Backend  BackendConfig
	Worker   WorkerConfig
	Frontend FrontendConfig
	// EmbeddedRedis tells that no Redis server was named, so that the program brings its own.
	EmbeddedRedis bool
	Log           Log
}

// LoadBackend, LoadWorker, LoadFrontend and LoadAll read a program's settings. The error is a
// [Faults]; the text lists the settings in force, secrets hidden.
func LoadBackend(source Source) (c BackendConfig, text string, err error) {
	v := &values{program: Backend, source: source}
	c = v.backend()
	c.InForce = v.inForce()
	return c, v.String(), v.err()
}

// LoadWorker reads the worker's settings. See [LoadBackend].
func LoadWorker(source Source) (c WorkerConfig, text string, err error) {
	v := &values{program: Worker, source: source}
	c = v.worker()
	return c, v.String(), v.err()
}

// LoadFrontend reads the front end's settings. See [LoadBackend].
func LoadFrontend(source Source) (c FrontendConfig, text string, err error) {
	v := &values{program: Frontend, source: source}
	c = v.frontend()
	c.APIBaseURL = v.url("API_BASE_URL", "http", "https")
	return c, v.String(), v.err()
}

// RefreshConfig is the configuration of the refresher, a subcommand of the worker.
type RefreshConfig struct {
	APIURL        string
	RedisURL      string
	RedisPassword string
	Token         string // a bearer token, else
	Username      string // and a password to sign in with
	Password      string
}

// LoadRefresh reads the refresher's settings. See [LoadBackend].
func LoadRefresh(source Source) (c RefreshConfig, text string, err error) {
	v := &values{program: Refresh, source: source}
	c = RefreshConfig{
		APIURL:        v.url("API_URL", "http", "https"),
		RedisURL:      v.url("REDIS_URL", redisSchemes...),
		RedisPassword: v.text("REDIS_PASSWORD"),
		Token:         v.text("JWT_TOKEN"),
		Username:      v.text("API_USERNAME"),
		Password:      v.text("API_PASSWORD"),
	}
	if c.Token == "" && (c.Username == "" || c.Password == "") {
		v.fault("JWT_TOKEN", "give an access token, or API_USERNAME and API_PASSWORD to sign in with")
	}
	return c, v.String(), v.err()
}

// LoadAll reads the settings of the all-in-one program. See [LoadBackend].
func LoadAll(source Source) (c AllConfig, text string, err error) {
	set := func(name string) bool { s, ok := source(name); return ok && s != "" }
	// On one machine and without any set-up, nobody else is let in.
	local := func(name string) (string, bool) {
		switch {
		case name == "BACKEND_ADDR" && !set(name):
			return "127.0.0.1:8000", true
		case name == "FRONTEND_ADDR" && !set(name):
			return "127.0.0.1:8501", true
		case name == "WORKER_ADDR" && !set(name):
			return "127.0.0.1:8002", true
		}
		return source(name)
	}
	v := &values{program: Appointments, source: local}
	c.Backend = v.backend()
	c.Frontend = v.frontend()
	c.Worker = v.worker()
	c.EmbeddedRedis = !set("REDIS_URL")
	c.Backend.InForce = v.inForce()
	for i := range c.Backend.InForce {
		if s := &c.Backend.InForce[i]; c.EmbeddedRedis && s.Name == "REDIS_URL" {
			s.Value = "(embedded)"
		}
	}
	c.Log = c.Backend.Log
	return c, v.String(), v.err()
}

func (v *values) log() Log {
	return Log{Format: v.logFormat("LOG_FORMAT"), Level: v.level("LOG_LEVEL")}
}

func (v *values) backend() BackendConfig {
	c := BackendConfig{
		Addr:              v.address("BACKEND_ADDR"),
		DatabasePassword:  v.text("DATABASE_PASSWORD"),
		BackupDir:         v.text("BACKUP_DIR"),
		BackupEvery:       v.duration("BACKUP_EVERY", 0, 366*24*time.Hour),
		BackupKeep:        v.number("BACKUP_KEEP", 1, 1000),
		RedisURL:          v.url("REDIS_URL", redisSchemes...),
		RedisPassword:     v.text("REDIS_PASSWORD"),
		JWTSecret:         v.secret("JWT_SECRET_KEY"),
		TokenTTL:          v.duration("ACCESS_TOKEN_TTL", time.Minute, 30*24*time.Hour),
		OpenRegistration:  v.oneOf("REGISTRATION", "open", "closed") == "open",
		PasswordMinLength: v.number("PASSWORD_MIN_LENGTH", 8, 64),
		AdminUsername:     v.text("ADMIN_USERNAME"),
		AdminPassword:     v.text("ADMIN_PASSWORD"),
		Zone:              v.zone("TIME_ZONE"),
		TrustedProxies:    v.prefixes("TRUSTED_PROXIES"),
		SummaryLanguage:   v.language("SUMMARY_LANGUAGE"),
		RateLimit:         v.number("RATE_LIMIT", 0, 1_000_000),
		MetricsAddr:       v.optionalAddress("METRICS_ADDR"),
		Log:               v.log(),
	}
	c.DatabasePath, c.DatabaseURL = v.database("DATABASE_URL")
	if c.BackupDir == "" && c.DatabasePath != "" {
		c.BackupDir = filepath.Join(c.DataDir(), "backups")
	}
	if (c.AdminUsername == "") != (c.AdminPassword == "") {
		v.fault("ADMIN_USERNAME", "ADMIN_USERNAME and ADMIN_PASSWORD are set together or not at all")
	}
	return c
}

func (v *values) worker() WorkerConfig {
	return WorkerConfig{
		Addr:          v.address("WORKER_ADDR"),
		RedisURL:      v.url("REDIS_URL", redisSchemes...),
		RedisPassword: v.text("REDIS_PASSWORD"),
		Concurrency:   v.number("WORKER_CONCURRENCY", 1, 64),
		MaxAttempts:   v.number("WORKER_MAX_ATTEMPTS", 1, 20),
		OpenAIKey:     v.text("OPENAI_API_KEY"),
		OpenAIBaseURL: v.url("OPENAI_BASE_URL", "http", "https"),
		OpenAIModel:   v.text("OPENAI_MODEL"),
		GoogleKey:     v.text("GOOGLE_API_KEY"),
		GoogleModel:   v.text("GOOGLE_MODEL"),
		ModelTimeout:  v.duration("MODEL_TIMEOUT", time.Second, 10*time.Minute),
		Redact:        v.oneOf("SUMMARY_REDACTION", "on", "off") == "on",
		Schedule:      v.text("SUMMARY_SCHEDULE"),
		Zone:          v.zone("TIME_ZONE"),
		MetricsAddr:   v.optionalAddress("METRICS_ADDR"),
		Log:           v.log(),
	}
}

func (v *values) frontend() FrontendConfig {
	return FrontendConfig{
		Addr:               v.address("FRONTEND_ADDR"),
		SessionKey:         v.secret("SESSION_KEY"),
		PreviousSessionKey: v.secret("SESSION_KEY_PREVIOUS"),
		SessionKeyPath:     v.text("SESSION_KEY_PATH"),
		TrustedProxies:     v.prefixes("TRUSTED_PROXIES"),
		MetricsAddr:        v.optionalAddress("METRICS_ADDR"),
		Log:                v.log(),
	}
}
