// Package worker does the jobs that wait on the queue: a bounded pool that takes them, a handler for
// each kind, and the two that ask for summaries without a person: the refresher and the scheduler.
//
// It owns how many jobs run at once, how long a try may take, which failure deserves another try and
// when, and what becomes of running jobs when the process is told to end. It refuses to know how the
// queue is built, what writes a summary, and how the API is reached: it declares the interfaces it
// needs of them. What makes a result count once is the queue's fence, never anything in here, so a
// pool may be stopped, cut off or killed at any line.
package worker
