// Package llm turns a [agenda.SummaryRequest] into a brief that a person can read, with a language
// model behind an OpenAI-compatible API or, without any key, with the built-in summarizer.
//
// It owns the prompt, what is hidden from a model and put back after, the meaning of the model's
// failures, and the facts (counts, gaps, overlaps) that are never left to a model. It is the only
// importer of go-openai. It refuses to know of jobs, queues, attempts and leases: one call is one
// try, and whether there is another is for the caller to decide, with what [Error] tells.
package llm
