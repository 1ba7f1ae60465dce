package agenda

// Lease is the right of one worker to one try at a job. It ends when the worker stops extending it;
// what is reported under an ended lease is dropped.
type Lease struct {
	Fence    string // never given out twice; the queue accepts a report only with the newest one
	Envelope JobEnvelope
	Attempt  int // which try this is, from 1; hand-backs are not counted
	Failures int // how many earlier tries ended in a failure
}
