package metrics

// Kind is how a metric behaves over time, in the words of the exposition format.
type Kind string

// The kinds. A counter only rises until the program, or for the queue's own Redis, starts anew.
const (
	Counter   Kind = "counter"
	Gauge     Kind = "gauge"
	Histogram Kind = "histogram"
)

// Family is one metric: all series of a name.
type Family struct {
	Name    string
	Kind    Kind
	Labels  string // their names, separated by blanks
	Service string // who has it; "all" for every program
	Help    string // one sentence
	bounds  []float64
}

// Upper bounds of buckets, in seconds and in writes.
var (
	requestBounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}
	commitBounds  = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1}
	modelBounds   = []float64{.01, .1, .5, 1, 2.5, 5, 10, 20, 40, 60}
	batchBounds   = []float64{1, 2, 4, 8, 16, 32, 64, 128}
)

// The names that are used in more than one place, or by the programs.
const (
	Ready             = "appointments_ready"
	RedisUp           = "appointments_redis_up"
	QueueWaiting      = "appointments_queue_waiting"
	QueueOldest       = "appointments_queue_oldest_waiting_seconds"
	QueueLeased       = "appointments_queue_leased"
	QueueDelayed      = "appointments_queue_delayed"
	QueueResults      = "appointments_queue_results_waiting"
	QueueRequests     = "appointments_queue_requests_waiting"
	QueueWorkers      = "appointments_queue_workers"
	QueueEvents       = "appointments_queue_events_total"
	JobsOpen          = "appointments_jobs_open"
	JobsOldest        = "appointments_jobs_oldest_open_seconds"
	JobsDead          = "appointments_jobs_dead"
	JobsDispatched    = "appointments_jobs_dispatched_total"
	JobsRedispatched  = "appointments_jobs_redispatched_total"
	JobsFinished      = "appointments_jobs_finished_total"
	OutcomesDropped   = "appointments_job_outcomes_dropped_total"
	CommitBatch       = "appointments_commit_batch_writes"
	CommitDuration    = "appointments_commit_duration_seconds"
	CommitsFailed     = "appointments_commits_failed_total"
	SignInsRefused    = "appointments_sign_ins_refused_total"
	SignInsUnrecorded = "appointments_sign_ins_unrecorded_total"
	BackupSuccess     = "appointments_backup_last_success_timestamp_seconds"
	WorkerTries       = "appointments_worker_tries_total"
	WorkerModelCalls  = "appointments_worker_model_call_duration_seconds"
	WorkerSlots       = "appointments_worker_slots"
	WorkerBusy        = "appointments_worker_slots_busy"

	requestsTotal    = "appointments_http_requests_total"
	requestDuration  = "appointments_http_request_duration_seconds"
	requestsInFlight = "appointments_http_requests_in_flight"
	buildInfo        = "appointments_build_info"
)

// Families is every metric of every program, in the order in which they are written.
var Families = []Family{
	{Ready, Gauge, "part", "backend, worker", "1 while the part named by the label works, else 0; the parts are those of /readyz.", nil},
	{requestsTotal, Counter, "service route method status", "backend, frontend", "Requests that were answered, by the pattern of their route and the class of the status.", nil},
	{requestDuration, Histogram, "service route method status", "backend, frontend", "Time from the request's header to the end of its answer; an event stream is one long request.", requestBounds},
	{requestsInFlight, Gauge, "service", "backend, frontend", "Requests that are being answered, event streams among them.", nil},
	{SignInsRefused, Counter, "reason", "backend", "Sign-ins that were refused: credentials were wrong, or the pace of guessing was too high.", nil},
	{SignInsUnrecorded, Counter, "", "backend", "Sign-ins whose outcome could not be written to the database.", nil},
	{CommitBatch, Histogram, "", "backend", "Writes that were committed together with one fsync.", batchBounds},
	{CommitDuration, Histogram, "", "backend", "Time that a batch of writes took, its fsync included.", commitBounds},
	{CommitsFailed, Counter, "", "backend", "Batches of writes of which nothing was kept.", nil},
	{JobsOpen, Gauge, "state", "backend", "Jobs in the ledger that have not ended; accepted ones are not on the queue yet.", nil},
	{JobsOldest, Gauge, "", "backend", "Age of the oldest job that has not ended, 0 when there is none.", nil},
	{JobsDead, Gauge, "", "backend", "Jobs in the ledger that failed for good and that nobody has retried or discarded.", nil},
	{JobsDispatched, Counter, "", "backend", "Jobs put on the queue.", nil},
	{JobsRedispatched, Counter, "", "backend", "Jobs put on the queue once more because it had lost them.", nil},
	{JobsFinished, Counter, "state", "backend", "Ends of jobs that were reported and recorded in the ledger.", nil},
	{OutcomesDropped, Counter, "", "backend", "Ends of jobs that were reported and dropped because the job had ended before.", nil},
	{RedisUp, Gauge, "", "backend", "1 while Redis answers within a second; while it is 0 the metrics of the queue are absent.", nil},
	{QueueWaiting, Gauge, "", "backend", "Entries of the list that workers take from.", nil},
	{QueueOldest, Gauge, "", "backend", "Time since the next job of the list was put on the queue, 0 when the list is empty.", nil},
	{QueueLeased, Gauge, "", "backend", "Jobs that a worker holds a lease on.", nil},
	{QueueDelayed, Gauge, "", "backend", "Jobs that wait for their next try.", nil},
	{QueueResults, Gauge, "", "backend", "Ends of jobs that are not in the ledger yet.", nil},
	{QueueRequests, Gauge, "", "backend", "Summaries that schedulers asked for and that are not in the ledger yet.", nil},
	{QueueWorkers, Gauge, "", "backend", "Workers that were heard of within half a lease.", nil},
	{QueueEvents, Counter, "event", "backend", "What happened on the queue since Redis was last emptied: retried, reaped, stale, duplicate, gone, poisoned, adopted.", nil},
	{BackupSuccess, Gauge, "", "backend", "When the last scheduled backup succeeded; absent while there was none.", nil},
	{WorkerTries, Counter, "outcome", "worker", "Tries at jobs by how they ended: done, failed, dead, handed_back, lost.", nil},
	{WorkerModelCalls, Histogram, "result", "worker", "Time that the model took to answer or to fail.", modelBounds},
	{WorkerSlots, Gauge, "", "worker", "Jobs that the worker can do at once.", nil},
	{WorkerBusy, Gauge, "", "worker", "Jobs that the worker is doing.", nil},
	{buildInfo, Gauge, "version go_version", "all", "1; the labels tell what runs.", nil},
	{"go_goroutines", Gauge, "", "all", "Goroutines that exist.", nil},
	{"go_gc_cycles_total", Counter, "", "all", "Garbage collections that were completed.", nil},
	{"go_memstats_heap_alloc_bytes", Gauge, "", "all", "Bytes of live and not yet collected objects.", nil},
	{"go_memstats_sys_bytes", Gauge, "", "all", "Bytes that the Go runtime holds of the machine's memory.", nil},
	{"process_start_time_seconds", Gauge, "", "all", "When the program started, in seconds since 1970.", nil},
}
