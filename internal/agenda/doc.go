// Package agenda is the domain of the appointment manager: appointments and the rule that
// two of them never hold one time, the people who may sign in, and the summaries ("briefs")
// written about a span of days.
//
// It owns the meaning of every noun, the order in which requests are checked, and the sentences
// a person reads when one is refused. It refuses to know how anything is stored, queued,
// transported or shown: it imports the standard library only, and reaches the rest of the system
// through the small interfaces that stand beside the services which use them.
//
// Types carry json tags, because their JSON form is the API's; they never carry storage tags.
package agenda
